import { DateTime, IANAZone } from 'luxon';
import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import type { ApiRequest } from '../../shared/http/types';

import { objectsIn, own } from '../../shared/util/guards';

/**
 * Custom status: servers want to be told when each duration ends, and answer 400 to a duration
 * without `expires_at` (server source, `AreDurationAndExpirationTimeValid`); apps work it out.
 */

const HOURS: Record<string, number> = { thirty_minutes: 0.5, one_hour: 1, four_hours: 4 };

/**
 * When a status of that duration ends.
 * @param zone IANA name; weeks end with Sunday, as ISO 8601 has it
 * @param now epoch ms
 * @returns ISO 8601 in UTC; undefined for a duration that has no end of its own
 */
export function expiryOf(duration: string, zone: string, now: number): string | undefined {
	if (Object.prototype.hasOwnProperty.call(HOURS, duration)) {
		return new Date(now + HOURS[duration]! * 3_600_000).toISOString();
	}
	if (duration !== 'today' && duration !== 'this_week') return undefined;
	const there = DateTime.fromMillis(now, { zone });
	return (duration === 'today' ? there.endOf('day') : there.endOf('week')).toUTC().toISO()!;
}

/** The time zone a user's apps use; UTC if the user has none. */
export function zoneOf({ timezone }: IDataObject): string {
	const { useAutomaticTimezone, automaticTimezone, manualTimezone } = (timezone ??
		{}) as IDataObject;
	const chosen = String(useAutomaticTimezone) === 'false' ? manualTimezone : automaticTimezone;
	const zone = String(chosen || manualTimezone || automaticTimezone || '');
	return IANAZone.isValidZone(zone) ? zone : 'UTC';
}

/** `adjust`: says when the status ends. @throws NodeOperationError for an end that is missing or past */
export async function withExpiry(client: Client, request: ApiRequest): Promise<ApiRequest> {
	const body = { ...(request.body as IDataObject) };
	if (!String(body.emoji ?? '').trim() && !String(body.text ?? '').trim()) {
		throw client.refuse('Status Text', 'is empty', 'Enter a text, an emoji or both');
	}
	const duration = String(body.duration ?? '');
	if (body.expires_at === undefined && duration !== '') {
		const user_id = decodeURIComponent(request.path.split('/')[2]!);
		const needsZone = duration === 'today' || duration === 'this_week';
		const zone = needsZone
			? zoneOf(await client.request('GET /users/{user_id}', { path: { user_id } }))
			: 'UTC';
		const end = expiryOf(duration, zone, Date.now());
		if (end === undefined) {
			throw client.refuse(
				'Expires At',
				'is empty',
				'Enter when the status ends, or choose a duration',
			);
		}
		return { ...request, body: { ...body, expires_at: end } };
	}
	if (body.expires_at !== undefined) {
		if (Date.parse(String(body.expires_at)) <= Date.now()) {
			throw client.refuse(
				'Expires At',
				`is in the past: ${String(body.expires_at)}`,
				'Enter a future time; to remove a status, use Remove Custom',
			);
		}
		// What the server makes of an end without a duration.
		return { ...request, body: { ...body, duration: 'date_and_time' } };
	}
	return request;
}

/** Where servers keep the statuses that an account used last, as JSON. */
const RECENT = 'GET /users/{user_id}/preferences/custom_status/name/recent_custom_statuses';

async function recentOf(client: Client, user_id: string): Promise<IDataObject[]> {
	// Whoever never had a status has no such preference; a real failure comes with the next request.
	const preference = await client.request(RECENT, { path: { user_id } }).catch(() => undefined);
	const text = own(preference, 'value');
	try {
		return objectsIn(typeof text === 'string' ? JSON.parse(text) : undefined);
	} catch {
		// Any client may have written it.
		return [];
	}
}

/**
 * `adjust`: the recent status with that text and emoji, just as it is listed, since servers remove only
 * what is equal in every part (server source, `RecentCustomStatuses.Remove`).
 */
export async function asListed(client: Client, request: ApiRequest): Promise<ApiRequest> {
	const { emoji = '', text = '' } = request.body as IDataObject;
	const user_id = decodeURIComponent(request.path.split('/')[2]!);
	const listed = (await recentOf(client, user_id)).find(
		(one) => one.text === text && one.emoji === emoji,
	);
	return listed ? { ...request, body: listed } : request;
}
