import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { parseJson } from '../shared/response/parseJson';
import { commaList } from '../shared/util/commaList';
import { isObject, own } from '../shared/util/guards';

/**
 * What Rhombus sends: untrusted input, read leniently. Its pages and programs show more than one shape of
 * each body: `version` as a text and as a number, `null` for what does not apply or no property at all,
 * activities as a list and as a text with commas, and older bodies with a `type`.
 */

/** A delivery that was read. */
export interface Delivery {
	/** Same for a repeated delivery; '' where nothing tells. */
	id: string;
	/** What happened, in capitals; undefined if the body does not say it in a way that is known. */
	activities?: string[];
	item: IDataObject;
}

/** A text or a number as a text; '' for anything else. */
const word = (value: unknown): string =>
	typeof value === 'string' ? value.trim() : typeof value === 'number' ? String(value) : '';

/** Activities in a text with commas, in a list of texts, or in a list of such texts. */
const wordsIn = (value: unknown): string[] =>
	(Array.isArray(value) ? value : [value]).flatMap((one) => commaList(word(one)));

/** Activities of what made a rule run: `deviceEvents` and the like, each a list of events. */
const activitiesOfRule = (body: IDataObject): string[] =>
	Object.values(body)
		.flatMap((list) => (Array.isArray(list) ? (list as unknown[]) : []))
		.flatMap((event) => wordsIn(own(event, 'activities')));

/** Whether a body says when it was: only then two equal ones are the same. */
const saysWhen = (body: IDataObject) => Object.keys(body).some((name) => /time/i.test(name));

const unique = (words: string[]) => [...new Set(words)];

function objectIn(raw: Buffer): IDataObject | undefined {
	try {
		const body: unknown = parseJson(raw.toString('utf8').replace(/^\uFEFF/, ''));
		return isObject(body) ? body : undefined;
	} catch {
		return undefined;
	}
}

/** What happened, by the properties that tell. */
function kindOf(body: IDataObject): { event: string; id: string; activities: string[] } {
	const text = (name: string) => word(own(body, name));
	const run = text('uuid');
	if (run && text('ruleUuid')) {
		return { event: 'rule', id: `rule/${run}`, activities: activitiesOfRule(body) };
	}
	const alert = text('alertUuid');
	const activities = wordsIn(own(body, 'activityTrigger'));
	if (activities.length > 0 || alert) {
		return { event: 'alert', id: alert && `alert/${alert}`, activities };
	}
	const diagnostic = text('diagnosticUuid');
	const diagnostics = wordsIn(own(body, 'diagnosticTrigger'));
	if (diagnostics.length > 0 || diagnostic) {
		return {
			event: 'diagnostic',
			id: diagnostic && `diagnostic/${diagnostic}`,
			activities: diagnostics,
		};
	}
	const id = text('eventUuid') || run;
	return { event: 'other', id: id && `other/${id}`, activities: wordsIn(own(body, 'type')) };
}

/**
 * Reads a delivery's body. Never throws; undefined if it is no JSON object.
 * @param raw the bytes as they came
 * @param deliveryId of the header in which older organizations number deliveries
 */
export function readDelivery(raw: Buffer, deliveryId?: unknown): Delivery | undefined {
	const body = objectIn(raw);
	if (!body) return undefined;
	const { event, id, activities } = kindOf(body);
	const known = unique(activities);
	const digest = saysWhen(body) ? createHash('sha256').update(raw).digest('hex') : '';
	const given = word(deliveryId);
	return {
		id: id || (given && `delivery/${given}`) || digest,
		...(known.length > 0 ? { activities: known.map((one) => one.toUpperCase()) } : {}),
		item: {
			...body,
			event,
			...(known.length > 0 || event === 'alert' || event === 'diagnostic'
				? { activities: known }
				: {}),
		},
	};
}
