import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import { parseJson } from '../shared/response/parseJson';

/** What Rhombus sends: foreign data, checked. Facts: Rhombus' own description of its webhooks. */

/** A delivery that was read. */
export interface Delivery {
	/** Same for a repeated delivery; '' where nothing tells. */
	id: string;
	item: IDataObject;
}

/** Every alert of the organization, or a device diagnostic. */
const organization = z
	.object({
		version: z.string().optional(),
		activityTrigger: z.string().optional(),
		diagnosticTrigger: z.string().optional(),
		alertUuid: z.string().optional(),
		diagnosticUuid: z.string().optional(),
	})
	.passthrough()
	.refine((body) => body.activityTrigger !== undefined || body.diagnosticTrigger !== undefined);

/** A rule that ran. */
const rule = z
	.object({
		uuid: z.string().min(1).max(100),
		ruleUuid: z.string().min(1).max(100),
		orgUuid: z.string().optional(),
		triggeredTimestampMs: z.number().optional(),
	})
	.passthrough();

const list = (text: string | undefined) =>
	(text ?? '')
		.split(',')
		.map((word) => word.trim())
		.filter(Boolean);

/** Whether a body says when it was: only then two equal ones are the same. */
const saysWhen = (body: IDataObject) => Object.keys(body).some((name) => /time/i.test(name));

/**
 * Reads a delivery's body. Never throws; undefined if it is no JSON object.
 * @param raw the bytes as they came
 */
export function readDelivery(raw: Buffer): Delivery | undefined {
	let body: unknown;
	try {
		body = parseJson(raw.toString('utf8'));
	} catch {
		return undefined;
	}
	if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
	const ran = rule.safeParse(body);
	if (ran.success) {
		return { id: `rule/${ran.data.uuid}`, item: { event: 'rule', ...(ran.data as IDataObject) } };
	}
	const alert = organization.safeParse(body);
	if (alert.success) {
		const { activityTrigger, diagnosticTrigger, alertUuid, diagnosticUuid } = alert.data;
		const activities = list(activityTrigger ?? diagnosticTrigger);
		const uuid = alertUuid ?? diagnosticUuid;
		return {
			id: uuid ? `${uuid}/${activities.join()}` : '',
			item: {
				event: activityTrigger === undefined ? 'diagnostic' : 'alert',
				activities,
				...(alert.data as IDataObject),
			},
		};
	}
	return {
		id: saysWhen(body as IDataObject) ? createHash('sha256').update(raw).digest('hex') : '',
		item: { event: 'other', ...(body as IDataObject) },
	};
}
