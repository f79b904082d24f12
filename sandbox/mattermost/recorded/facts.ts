import { anonymous } from '../../../contracts/corrections';
import { load, recordedVersions } from './load';
import type { Exchange } from '../../../tools/recording/types';

/** What a recorded server does with one route. */
export interface Facts {
	/** Names of the path's parameters, as the operation has them. */
	params: string[];
	/** The recorded request with its answer. */
	main: Exchange;
	/** The recorded value of each property of the body, of all operations that use the route. */
	properties: Map<string, unknown>;
	/** By the name of a change (`tools/recording/mutations.ts`): status and error ID, e.g. `403 api…`. */
	refusals: Map<string, string>;
	/** The server cannot do it at all: no licence, or the feature is off. */
	isUnavailable: boolean;
}

const UNAVAILABLE = /licen[sc]e|upgrade_needed|\.disabled?\.|not_available|feature_disabled/;

/** Recorded versions as numbers, the oldest first. */
const versions = recordedVersions()
	.map((name) => ({ name, age: ageOf(name) }))
	.reverse();

function ageOf(version: string): number {
	const [major = 0, minor = 0] = version.split('.').map(Number);
	return major * 100 + minor;
}

/** Minor versions over which a server’s ways are taken to be the same. */
const NEAR = 6;

const loaded = new Map<string, Map<string, Facts>>();

/** Facts by `METHOD /path/{}` of the nearest recorded server of nearly the same age; else none. */
export function factsFor(version: string): Map<string, Facts> {
	const age = ageOf(version);
	const [nearest] = versions
		.filter((one) => Math.abs(one.age - age) <= NEAR)
		.sort((a, b) => Math.abs(a.age - age) - Math.abs(b.age - age));
	if (!nearest) return new Map();
	let facts = loaded.get(nearest.name);
	if (!facts) loaded.set(nearest.name, (facts = factsOf(nearest.name)));
	return facts;
}

/** A route in which `me` is a user's ID like any other. */
const general = (route: string) => route.replace(/\/me(?=\/|$)/g, '/{user_id}');

/** Of the pages that were asked for, the one that tells most. */
function fullest(requests: Exchange[], main: Exchange): Exchange {
	const pages = requests.filter(({ send, status }) => send === main.send && status === main.status);
	const size = ({ answer }: Exchange) => JSON.stringify(answer ?? null).length;
	return pages.reduce((best, one) => (size(one) > size(best) ? one : best), main);
}

function factsOf(version: string): Map<string, Facts> {
	const all = new Map<string, Facts>();
	// What was recorded first counts: later runs meet what earlier ones have done.
	for (const [, entry] of load(version).entries) {
		const { route, main, requests, before = {}, after = {} } = entry;
		if (!route) continue;
		const exchange = fullest(requests, requests[main ?? requests.length - 1]!);
		const found = all.get(anonymous(general(route)));
		const facts: Facts = found ?? {
			params: [...general(route).matchAll(/\{(\w+)\}/g)].map(([, name]) => name!),
			main: exchange,
			properties: new Map(),
			refusals: new Map(),
			isUnavailable: false,
		};
		all.set(anonymous(general(route)), facts);
		const { body } = exchange;
		if (typeof body === 'object' && body !== null && !Array.isArray(body)) {
			for (const [name, value] of Object.entries(body)) {
				if (!facts.properties.has(name)) facts.properties.set(name, value);
			}
		}
		if (facts.main.status >= 400 && exchange.status < 400) facts.main = exchange;
		for (const [outcome, names] of [...Object.entries(before), ...Object.entries(after)]) {
			for (const name of names) {
				const known = facts.refusals.get(name);
				// It hangs on more than who asks: the handler must know.
				const isUnclear = known !== undefined && known !== outcome && /^as \w+$/.test(name);
				if (known === undefined || isUnclear) facts.refusals.set(name, isUnclear ? '' : outcome);
			}
		}
		const { status, answer } = facts.main;
		const error = String((answer as { error?: string } | undefined)?.error);
		facts.isUnavailable = status === 501 || (status >= 400 && UNAVAILABLE.test(error));
	}
	return all;
}
