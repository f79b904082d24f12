/** One level of the path: fixed segments are tried before the `{param}` branch. */
interface Node<T> {
	fixed: Map<string, Node<T>>;
	param?: Node<T>;
	methods: Map<string, T>;
}

export interface Found<T> {
	value: T;
	/** The decoded values of the `{params}`, in path order. */
	values: string[];
}

/** Finds what is registered for a method and a path; fixed segments win over `{params}`. */
export class Router<T> {
	private readonly root: Node<T> = { fixed: new Map(), methods: new Map() };

	/** @param path a template such as `/users/{user_id}/posts`; parameter names are irrelevant here */
	at(method: string, path: string, make: () => T): T {
		let node = this.root;
		for (const segment of segments(path)) {
			if (segment.startsWith('{')) node = node.param ??= { fixed: new Map(), methods: new Map() };
			else {
				let next = node.fixed.get(segment);
				if (!next) node.fixed.set(segment, (next = { fixed: new Map(), methods: new Map() }));
				node = next;
			}
		}
		let value = node.methods.get(method);
		if (value === undefined) node.methods.set(method, (value = make()));
		return value;
	}

	/** @param accepts lets the caller skip routes that its server generation does not know */
	find(method: string, path: string, accepts: (value: T) => boolean): Found<T> | undefined {
		const parts = segments(path);
		const values: string[] = [];
		const walk = (node: Node<T>, index: number): T | undefined => {
			if (index === parts.length) {
				const value = node.methods.get(method);
				return value !== undefined && accepts(value) ? value : undefined;
			}
			const fixed = node.fixed.get(parts[index]);
			const found = fixed && walk(fixed, index + 1);
			if (found !== undefined || !node.param || parts[index] === '') return found;
			values.push(decode(parts[index]));
			const below = walk(node.param, index + 1);
			if (below === undefined) values.pop();
			return below;
		};
		const value = walk(this.root, 0);
		return value === undefined ? undefined : { value, values };
	}
}

const segments = (path: string) => path.split('/').slice(1);

function decode(segment: string): string {
	if (!segment.includes('%')) return segment;
	try {
		return decodeURIComponent(segment);
	} catch {
		return segment;
	}
}
