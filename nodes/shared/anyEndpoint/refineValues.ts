import type { Client } from '../http/client';
import { resolveId } from '../request/resolveId';
import { checkCharacters, checkLength } from '../request/texts';
import { isObject, own } from '../util/guards';
import { commaList } from '../util/commaList';
import { placeholders, type Found } from './catalogue';
import type { CallValues } from './check';
import { formsOf } from './fields';
import type { FactsOf } from './facts';
import type { CatalogueData, Endpoint } from './format';
import type { NameOf } from './labels';
import { readType } from './types';

/**
 * What happens to the values of a typed call after they have their types: names become IDs, texts are
 * checked, by the same means as those of declared operations.
 */

/** Several IDs in one text of a query. */
const IS_LIST = /(?:_ids|Ids)$/;

/**
 * The values with their names resolved, and those of the typed endpoint among them.
 * @throws NodeOperationError that names the value as `nameOf` does; NodeApiError of a look-up
 */
export async function refineValues(
	client: Client,
	found: Found,
	values: CallValues,
	data: CatalogueData,
	factsOf: FactsOf,
	nameOf: NameOf,
): Promise<CallValues> {
	const { endpoint } = found;
	const refiner = new Refiner(client, endpoint, data, factsOf, nameOf);
	const path = { ...found.path, ...values.path };
	const query = { ...found.query, ...values.query };
	return {
		path: await refiner.parameters('path', path, (name) =>
			placeholders(endpoint.path).includes(name) ? (endpoint.pathTypes?.[name] ?? 's') : undefined,
		),
		query: await refiner.parameters('query', query, (name) => own(endpoint.query, name) as string),
		...(values.body === undefined || !endpoint.body
			? { body: values.body }
			: { body: await refiner.value('body', 'body', values.body, [endpoint.body]) }),
	};
}

/** @throws NodeOperationError for characters that no server stores, wherever they stand */
export function checkAllCharacters(client: Client, values: CallValues, nameOf: NameOf): void {
	for (const place of ['path', 'query', 'body'] as const) {
		const given = values[place];
		if (!isObject(given)) checkCharacters(client, nameOf(place), given);
		else {
			for (const [name, value] of Object.entries(given)) {
				checkCharacters(client, nameOf(place), name);
				checkCharacters(client, nameOf(`${place}.${name}`), value);
			}
		}
	}
}

class Refiner {
	constructor(
		private readonly client: Client,
		private readonly endpoint: Endpoint,
		private readonly data: CatalogueData,
		private readonly factsOf: FactsOf,
		private readonly nameOf: NameOf,
	) {}

	async parameters(
		place: 'path' | 'query',
		values: Record<string, unknown>,
		codeOf: (name: string) => string | undefined,
	): Promise<Record<string, unknown>> {
		const made: Array<[string, unknown]> = [];
		for (const [name, value] of Object.entries(values)) {
			const at = `${place}.${name}`;
			const code = codeOf(name);
			if (code === undefined) made.push([name, value]);
			else if (typeof value === 'string' && IS_LIST.test(name)) {
				const ids = await this.value(at, at, commaList(value), [`[${code}`]);
				made.push([name, (ids as unknown[]).join(',')]);
			} else made.push([name, await this.value(at, at, value, [code])]);
		}
		return Object.fromEntries(made);
	}

	/**
	 * @param label where it stands: `body.users[2].user_id`
	 * @param at the same without rows
	 * @param codes what it may be
	 */
	async value(label: string, at: string, value: unknown, codes: string[]): Promise<unknown> {
		if (typeof value === 'string') return await this.text(label, at, value);
		if (Array.isArray(value)) {
			const of = codes.flatMap((code) => this.entriesOf(code, 'array'));
			if (of.length === 0) return value;
			const made: unknown[] = [];
			for (const [row, entry] of value.entries()) {
				made.push(await this.value(`${label}[${row}]`, at, entry, of));
			}
			const facts = this.factsOf(this.endpoint, at);
			return facts?.refine && !facts.picker
				? await facts.refine(this.client, this.nameOf(label), made)
				: made;
		}
		if (typeof value !== 'object' || value === null) return value;
		const shapes = codes.flatMap((code) => formsOf(code, this.data).shapes);
		const maps = codes.flatMap((code) => this.entriesOf(code, 'map'));
		if (shapes.length === 0 && maps.length === 0) return value;
		const made: Array<[string, unknown]> = [];
		for (const [name, entry] of Object.entries(value)) {
			const of = shapes.flatMap((shape) => (own(shape, name) as string | undefined) ?? []);
			const inner = of.length > 0 ? of : maps;
			made.push([
				name,
				inner.length > 0
					? await this.value(`${label}.${name}`, `${at}.${name}`, entry, inner)
					: entry,
			]);
		}
		return Object.fromEntries(made);
	}

	private async text(label: string, at: string, text: string): Promise<unknown> {
		const facts = this.factsOf(this.endpoint, at);
		if (!facts || text.trim() === '') return text;
		const { picker, refine, longest, inBytes } = facts;
		const { client } = this;
		const name = this.nameOf(label);
		const id = picker
			? await resolveId(client, name, picker, { mode: 'id', value: text.trim() })
			: text;
		const made = refine ? await refine(client, name, id) : id;
		if (longest !== undefined && typeof made === 'string') {
			await checkLength(client, name, made, { longest, inBytes });
		}
		return made;
	}

	/** What the entries of an array or a map may be. */
	private entriesOf(code: string, kind: 'array' | 'map'): string[] {
		const type = readType(code, this.data);
		if (type.kind === 'union') return type.variants.flatMap((one) => this.entriesOf(one, kind));
		return type.kind === kind ? [(type as { of: string }).of] : [];
	}
}
