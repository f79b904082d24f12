import { registry } from '../nodes/registry';
import { labelOf } from '../nodes/shared/model/fields';
import type { Operation } from '../nodes/shared/model/operation';
import type { ServiceName } from '../nodes/shared/anyEndpoint/format';
import { anonymous } from '../contracts/corrections';

/**
 * What people call an endpoint: the words of the operation that calls it, which are also those of the list of
 * actions; for all others the contract's name, put right where that runs words together.
 */

/** Names that the contracts write as one word or shorten; `Cf` and `Cpa` are prefixes. */
const SPELLED: Array<[pattern: RegExp, words: string]> = [
	[/\bCf ?(?=[a-z])/gi, 'Content Flagging '],
	[/\bCpa ?(?=(fields?|values?|group)\b)/gi, 'Custom Profile Attribute '],
	[/\bAi ?bridge\b/gi, 'AI Bridge'],
	[/\bIp ?filters\b/gi, 'IP Filters'],
	[/\bLlm ?services\b/gi, 'LLM Services'],
	[/\bSso ?code\b/gi, 'SSO Code'],
	[/\bCel ?visual\b/gi, 'CEL Visual'],
	[/\bCws ?(?=connection)/gi, 'CWS '],
	[/\bReoder\b/g, 'Reorder'],
	[/\bCompatability\b/g, 'Compatibility'],
	[/\bOrg\b/g, 'Organization'],
	[/\bConfig\b/g, 'Configuration'],
	[/\bStats\b/g, 'Statistics'],
	[/\bRegen\b/g, 'Regenerate'],
	[/\bPrev\b/g, 'Previous'],
	[/\bWeb Socket\b/g, 'WebSocket'],
	[/\bMarketplace Visited\b/g, 'Marketplace Visit'],
	// A verb that the contract takes from the method: `postCfpostFlag`.
	[/^Post (?=Channels|Content|Endpoint|Plugins)/, ''],
	[/\bO Auth\b/g, 'OAuth'],
	[/\bOpen Ai\b/gi, 'OpenAI'],
	[/\bRm As\b/g, 'Rmas'],
	[/\bTv Os\b/gi, 'TV OS'],
	[/\bConfigs\b/g, 'Configurations'],
	[/ Dep$/, ' (Deprecated)'],
	[/^Manualtest$/, 'Manual Test'],
	[/^(Channel|Plugin)s (Convert|Activate|Deactivate)$/, '$2 $1'],
	[/^Login by\b/, 'Log in by'],
	[/^Login SSO Code Exchange$/, 'Exchange SSO Login Code'],
];
/** Words that are written in capitals. */
const CAPITALS =
	/\b(acu|ai|amt|ast|cel|csn|cws|lan|llm|mcp|ml|ndaa|nvr|onvif|osdp|pdf|pir|ptz|rma|rmas|rtsp|scim|tv|udp|usb|vin|voip|wan)\b/gi;

const upperFirst = (word: string) => word.charAt(0).toUpperCase() + word.slice(1);
const SMALL = /^(a|an|and|as|at|by|for|in|of|on|or|the|to|with)$/;

/** `Send message (post message) to channel` → `Send Message to Channel`; `Get snapshot (camera snapshot)` → `Get Camera Snapshot`. */
const titleOfAction = (action: string): string =>
	action
		.replace(/\b(\w+) \((\w+ \1)\)$/, '$2')
		.replace(/ ?\([^)]*\)/g, '')
		.split(' ')
		.map((word, index) => (index > 0 && SMALL.test(word) ? word : upperFirst(word)))
		.join(' ');

/** The name with the capitals that its path has: `getSamlsettings` at `/org/getSAMLSettings`. */
function withCapitals(name: string, path: string): string {
	const own = path.split('/').find((part) => part.toLowerCase() === name.toLowerCase());
	return own ?? name;
}

function titleOfName(name: string, path: string): string {
	const apart = withCapitals(name, path).replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2');
	const spelled = SPELLED.reduce(
		(words, [pattern, right]) => words.replace(pattern, right),
		labelOf(apart),
	);
	return spelled
		.replace(CAPITALS, (word) => word.toUpperCase())
		.replace(/\bRMAS\b/, 'RMAs')
		.split(' ')
		.map((word, index) => (index > 0 ? word : upperFirst(word)))
		.join(' ');
}

const wordsOf = (text: string) =>
	text
		.toLowerCase()
		.split(/[^a-z0-9]+/)
		.filter((word) => word && !SMALL.test(word));

/** Words of a declared endpoint's operations that its title does not have. */
export const alsoOf = (declared: Declared | undefined, title: string): string => {
	const known = new Set(wordsOf(title));
	return (declared?.also ?? []).filter((word) => !known.has(word)).join(' ');
};

/** An endpoint's operation in the nodes. */
export interface Declared {
	/** Its place among all operations: everyday ones are first in their lists. */
	rank: number;
	/** As n8n's list of actions has it, and n8n's search finds it; absent where many things share the endpoint. */
	action?: string;
	/** Words by which other operations that ask it are found: `reply`, `rename`. */
	also: string[];
}

/** More resources than this that ask one endpoint: none of them says what it is. */
const MOST_OWNERS = 3;

/** The operation that is an endpoint, by `METHOD /path/{}` below the API's root. */
export function declaredEndpoints(service: ServiceName): Map<string, Declared> {
	const byEndpoint = new Map<string, Array<{ rank: number; resource: string; one: Operation }>>();
	let rank = 0;
	for (const { resources, service: of } of registry) {
		if (of.name.toLowerCase() !== service) continue;
		for (const { value: resource, operations } of resources) {
			for (const one of operations) {
				const key = anonymous(one.request);
				const known = byEndpoint.get(key) ?? [];
				byEndpoint.set(key, [...known, { rank: rank++, resource, one }]);
			}
		}
	}
	const found = new Map<string, Declared>();
	for (const [key, claims] of byEndpoint) {
		// One request is the endpoint itself; several steps are something of their own, and so is a part of it.
		const plain = claims.filter(({ one }) => !one.run && !one.also);
		const whole = claims.find(({ one }) => one.value === 'update');
		const { action } = (whole ?? plain[0] ?? claims[0]!).one;
		const owners = new Set(claims.map(({ resource }) => resource));
		found.set(key, {
			rank: claims[0]!.rank,
			...(owners.size > MOST_OWNERS ? {} : { action }),
			also: [...new Set(claims.flatMap((claim) => wordsOf(claim.one.action)))],
		});
	}
	return found;
}

/** What the list shows of an endpoint in front of its method and path. */
export const titleOf = (declared: Declared | undefined, name: string, path: string): string =>
	declared?.action ? titleOfAction(declared.action) : titleOfName(name, path);
