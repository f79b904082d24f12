import type { Service } from '../../nodes/shared/http/types';
import type { Operation, Resource } from '../../nodes/shared/model/operation';
import { Contract, type Flat, type Schema } from '../../contracts/openapi';
import { builtPackage, DIST } from '../support/harness';

/**
 * n8n redacts the output fields that a node declares. Every operation's answer, as the contracts have
 * it, is looked through for names of secrets; each must be declared at the path at which it comes out.
 */

// eslint-disable-next-line @typescript-eslint/no-require-imports -- the built package is what is tested
const { registry } = require(`${DIST}/nodes/registry.js`) as {
	registry: Array<{ node: string; service: Service; resources: Resource[] }>;
};
const { nodes } = builtPackage();

const contracts: Record<string, Contract[]> = {
	Mattermost: [new Contract('mattermost-11.json'), new Contract('mattermost-4.json', '/api/v4')],
	Rhombus: [new Contract('rhombus.json')],
};

/** Names of what lets in whoever knows it. */
const SECRET =
	/(token|secret|password|salt|qr_code|^pin|^psk|passphrase|(api|access|private|secret|encrypt|integration)_?key(id)?|^datasource|^invite)s?$/i;
/** Called alike, but no secret, and why. */
const HARMLESS: Record<string, string> = {
	pageToken: 'a place in a list',
	AllowedUntrustedInternalConnections: 'addresses',
	onvifProfileToken: 'the name of a video profile',
	onvif_profiletoken: 'the name of a video profile',
	EnableUserAccessTokens: 'a switch',
};

/** Paths of secrets below a schema, as n8n writes them: arrays as `name[*]`. */
function secretsIn(contract: Contract, schema: Schema, path = '', depth = 0): string[] {
	if (depth > 6) return [];
	const flat: Flat = contract.flat(schema);
	const inside = [
		...Object.entries(flat.properties ?? {}),
		...(flat.variants ?? []).flatMap((one) => Object.entries(contract.flat(one).properties ?? {})),
	];
	// n8n's paths cannot name the keys of a map, so one that holds secrets is declared as a whole.
	const rest = flat.additionalProperties;
	if (
		path &&
		typeof rest === 'object' &&
		secretsIn(contract, rest, 'value', depth + 1).length > 0
	) {
		return [path];
	}
	return inside.flatMap(([name, inner]) => {
		const at = path ? `${path}.${name}` : name;
		const { type, items } = contract.flat(inner);
		const isText =
			type === 'string' || (type === 'array' && contract.flat(items!).type === 'string');
		if (isText) return SECRET.test(name) && !(name in HARMLESS) ? [at] : [];
		if (type === 'array') return secretsIn(contract, items!, `${at}[*]`, depth + 1);
		return secretsIn(contract, inner, at, depth + 1);
	});
}

const lastOf = (path: string) => path.split('.').at(-1)!;

/** The schema of one item of an operation. */
function itemOf(contract: Contract, schema: Schema, operation: Operation): Schema {
	let at: Schema = contract.flat(schema);
	const { rowsProperty, kind } = operation.output ?? {};
	if (rowsProperty && kind !== 'postList') at = contract.flat(at).properties?.[rowsProperty] ?? at;
	const flat = contract.flat(at);
	return flat.type === 'array' ? flat.items! : at;
}

const cases = registry.flatMap(({ node, service, resources }) =>
	resources.flatMap((resource) =>
		resource.operations.map((operation) => ({
			name: `${node}/${resource.value}/${operation.value}`,
			node,
			service,
			operation,
		})),
	),
);

test.each(cases)('$name declares its secrets', ({ node, service, operation }) => {
	const declared = new Set(nodes[node]!.description.sensitiveOutputFields);
	const names = new Set([...declared].map(lastOf));
	const kind = operation.output?.kind ?? 'json';
	if (!['json', 'done', 'entries'].includes(kind)) return;
	const base = service.name === 'Mattermost' ? '/api/v4' : '/api';
	const [method, path] = operation.request.split(' ');
	for (const contract of contracts[service.name]!) {
		const known = contract.operations.find(
			({ id }) => id === `${method} ${base}${path}` || id === operation.request,
		);
		if (!known?.answer) continue;
		const found = secretsIn(contract, itemOf(contract, known.answer.schema, operation));
		const shown = operation.output?.offerFullResponse
			? [...found, ...secretsIn(contract, known.answer.schema)]
			: found;
		const missing = operation.run
			? // Several steps give their items a shape of their own, but no new names.
				shown.filter((one) => !names.has(lastOf(one)))
			: shown.filter((one) => !declared.has(one));
		expect(missing).toEqual([]);
	}
});

test.each(cases.filter(({ name }) => name.endsWith('/anyEndpoint/call')))(
	'$name declares what stands at the top of any answer',
	({ node, service }) => {
		const declared = new Set(nodes[node]!.description.sensitiveOutputFields);
		const tops = contracts[service.name]!.flatMap((contract) =>
			contract.operations.flatMap(({ answer }) => {
				const schema = contract.flat(answer?.schema ?? {});
				return secretsIn(contract, schema.items ?? schema).filter((one) => !/[.[]/.test(one));
			}),
		);
		expect([...new Set(tops)].filter((one) => !declared.has(one))).toEqual([]);
	},
);

test('deliveries of Mattermost: what answers for somebody is declared where it comes out', () => {
	for (const node of ['mattermostWebhookTrigger', 'mattermostRespond']) {
		expect(nodes[node]!.description.sensitiveOutputFields).toEqual(['trigger_id', 'response_url']);
	}
});
