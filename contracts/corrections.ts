import { readJson, type Contract, type Operation, type Schema } from './openapi';

/** What servers do where the descriptions are wrong or silent, and since when: `corrections.json`. */

export type ServiceName = 'mattermost' | 'rhombus';

/** A field set to null is taken out. */
export interface Correction {
	/** `METHOD /path`; the names of its parameters do not matter. */
	endpoint: string;
	/** First server that has it. */
	since?: string;
	/** First server that no longer has it. */
	until?: string;
	/** Success status of real servers. */
	status?: number;
	query?: Record<string, (Omit<Schema, 'required'> & { required?: boolean }) | null>;
	/** Properties of the body. */
	body?: Record<string, Schema | null>;
	/** Replaces the whole body. */
	schema?: Schema;
	/** Body properties that need not be sent. */
	optional?: string[];
	/** The form is read as JSON. */
	as?: 'json';
	/** Raw bytes are taken too. */
	raw?: true;
	/** Name of the file's part, where the form is not described. */
	upload?: string;
	requiredBody?: true;
	optionalBody?: true;
	/** Property of the answer that holds the rows. */
	under?: string;
	/** The answer is a file. */
	file?: true;
	/** Only on the server's own machine. */
	local?: true;
	/** Names the source. */
	why?: string;
}

/** An endpoint as both contracts of a service name it. */
export const anonymous = (endpoint: string) => endpoint.replace(/\{[^}]*\}/g, '{}');

const { absent, ...table } = readJson<
	Record<ServiceName, Correction[]> & { absent: Array<{ endpoint: string; why: string }> }
>('corrections.json');

/** What a description has and no server of today, by anonymous endpoint, and why: left out of the contracts. */
export const ABSENT = new Map(absent.map(({ endpoint, why }) => [anonymous(endpoint), why]));

const byEndpoint = (service: ServiceName) =>
	new Map(table[service].map((one) => [anonymous(one.endpoint), one]));

/** All corrections by anonymous endpoint. */
export const CORRECTIONS: Record<ServiceName, Map<string, Correction>> = {
	mattermost: byEndpoint('mattermost'),
	rhombus: byEndpoint('rhombus'),
};

/** What is known of an endpoint beyond its description. */
export const correctionOf = (service: ServiceName, endpoint: string): Correction =>
	CORRECTIONS[service].get(anonymous(endpoint)) ?? { endpoint };

/** Whether an endpoint is asked otherwise than a description says. */
export function isContradicted(service: ServiceName, endpoint: string): boolean {
	const { query, body, schema, optional, optionalBody, requiredBody, as, upload } = correctionOf(
		service,
		endpoint,
	);
	return Boolean(
		query ?? body ?? schema ?? optional ?? optionalBody ?? requiredBody ?? as ?? upload,
	);
}

/** The operation as servers really take it. */
export function corrected(
	service: ServiceName,
	contract: Contract,
	operation: Operation,
): Operation {
	const correction = correctionOf(service, operation.id);
	const query = new Map(operation.query);
	for (const [name, parameter] of query) {
		// Some descriptions call page numbers texts.
		const isCount = /^\d+$/.test(String(parameter.schema.default));
		if (isCount && parameter.schema.type === 'string') {
			query.set(name, { ...parameter, schema: { type: 'integer' } });
		}
	}
	for (const [name, given] of Object.entries(correction.query ?? {})) {
		if (given === null) query.delete(name);
		else {
			const { required = false, ...schema } = given;
			query.set(name, { name, required, schema });
		}
	}
	return {
		...operation,
		query,
		status: correction.status ?? operation.status,
		body: correctedBody(contract, operation.body, correction),
	};
}

function correctedBody(
	contract: Contract,
	given: Operation['body'],
	correction: Correction,
): Operation['body'] {
	const { schema, upload, body = {}, optional = [], as, requiredBody, optionalBody } = correction;
	if (schema) return { required: !optionalBody, content: { 'application/json': schema } };
	if (upload) {
		const form: Schema = {
			type: 'object',
			properties: { [upload]: { type: 'string', format: 'binary' } },
			required: [upload],
			additionalProperties: { type: 'string' },
		};
		return { required: true, content: { 'multipart/form-data': form } };
	}
	if (!given && !correction.body) return undefined;
	const [[type, own], ...others] = Object.entries(
		given?.content ?? { 'application/json': { type: 'object' } },
	) as [[string, Schema], ...Array<[string, Schema]>];
	let first = own;
	if (correction.body || correction.optional) {
		const flat = contract.flat(own);
		const properties = Object.entries({ ...flat.properties, ...body });
		first = {
			...flat,
			properties: Object.fromEntries(
				properties.filter((entry): entry is [string, Schema] => entry[1] !== null),
			),
			required: flat.required?.filter((name) => !optional.includes(name) && body[name] !== null),
		};
	}
	return {
		required: optionalBody ? false : (requiredBody ?? given?.required ?? false),
		content: { [as ? 'application/json' : type]: first, ...Object.fromEntries(others) },
	};
}
