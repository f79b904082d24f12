import findMyWay, { type HTTPMethod } from 'find-my-way';

import { anonymous } from '../contracts/corrections';

export interface Found<T> {
	value: T;
	/** The decoded values of the `{params}`, in path order. */
	values: string[];
}

/** Finds what is registered for a method and a path; fixed segments win over `{params}`. */
export class Router<T> {
	private readonly routes = new Map<string, T>();
	private readonly ways = findMyWay({
		maxParamLength: 10_000,
		constraints: {
			// A route is registered with itself, and looked for with what says whether it will do.
			accepted: {
				name: 'accepted',
				storage: () => {
					const stored: Array<[T, unknown]> = [];
					return {
						get: (accepts: unknown) =>
							stored.find(([route]) => (accepts as (route: T) => boolean)(route))?.[1] as never,
						set: (route: unknown, store: unknown) => void stored.push([route as T, store]),
					};
				},
				deriveConstraint: () => undefined,
				mustMatchWhenDerived: false,
			} as never,
		},
	});

	/** @param path a template such as `/users/{user_id}/posts`; parameter names are irrelevant here */
	at(method: string, path: string, make: () => T): T {
		const key = anonymous(`${method} ${path}`);
		let route = this.routes.get(key);
		if (!route) {
			this.routes.set(key, (route = make()));
			let count = 0;
			const template = path.replace(/\{[^}]*\}/g, () => `:${count++}`);
			const options = { constraints: { accepted: route as never } };
			this.ways.on(method as HTTPMethod, template, options, () => undefined, route);
		}
		return route;
	}

	/** @param accepts lets the caller skip routes that its server generation does not know */
	find(method: string, path: string, accepts: (value: T) => boolean): Found<T> | undefined {
		const found = this.ways.find(method as HTTPMethod, path, { accepted: accepts as never });
		return found
			? { value: found.store as T, values: Object.values(found.params) as string[] }
			: undefined;
	}
}
