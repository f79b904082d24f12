import { createHash } from 'crypto';
import { sleep, type IDataObject } from 'n8n-workflow';
import type { Client } from '../../../shared/http/client';
import type { OperationContext } from '../../../shared/model/operation';
import { build, valuesByName } from '../../../shared/request/build';
import { runExclusive } from '../../../shared/util/runExclusive';
import { posting } from '../messages/posting';
import { asPlainText } from '../messages/neutralize';
import { postLink } from '../pickers/links';
import { idIn, unless } from '../responseGuards';
import {
	categoryOf,
	forgetCount,
	keepCount,
	keepRoot,
	ownCount,
	readRegisters,
	removeRows,
	rowOf,
	threadOf,
	totals,
	type Registers,
	type Root,
	type Severity,
} from './registers';

/**
 * One thread per incident, whichever n8n process reports. Mattermost offers nothing that only one of two
 * can have, so it is done in two steps:
 * 1. Both create the first post with the same `pending_post_id`. The server gives the second one the post
 *    of the first (`deduplicateCreatePost`, source of 11.6), unless both arrive within the same instant or
 *    at different nodes of a cluster.
 * 2. Each registers its post, waits for the others of that instant, and takes the oldest; who has another
 *    one deletes it.
 */

/** How long others of the same instant may take to register their post, in ms. */
const SETTLE_MS = 500;
/** How long the server may take to create another's post, in ms, and how often it is asked. */
const PENDING_MS = 150;
const MOST_TRIES = 40;

const ICONS: Record<Severity, string> = {
	low: ':large_blue_circle:',
	medium: ':large_yellow_circle:',
	high: ':large_orange_circle:',
	critical: ':red_circle:',
};
const CLOSED = ':white_check_mark:';

const alerts = (count: number) => `${count} ${count === 1 ? 'report' : 'reports'}`;

/** The first post of an open incident. */
const openText = (title: string, count: number, severity: Severity) =>
	`${ICONS[severity]} **${title}**\n${severity}, ${alerts(count)}`;

/** The first post of a closed one. */
const closedText = (title: string, count: number, severity: Severity) =>
	`${CLOSED} **${title}**\nclosed, ${severity}, ${alerts(count)}`;

const isClosed = ({ message }: IDataObject) => String(message ?? '').startsWith(CLOSED);

/** One line that mentions nobody. */
const titleOf = (title: unknown, key: string) =>
	asPlainText(
		String(title || key)
			.replace(/\s+/g, ' ')
			.trim()
			.slice(0, 150),
	);

const pendingId = (category: string, after: string) =>
	`n8n:${createHash('sha256').update(`${category}\n${after}`).digest('hex').slice(0, 40)}`;

/**
 * The first post of a new thread, made once per incident. @throws NodeApiError
 * @param after ID of the closed thread before it, which the server may still give for a repeated post
 */
async function createRoot(
	client: Client,
	category: string,
	channel_id: string,
	message: string,
	after = '',
): Promise<IDataObject | undefined> {
	const asked = client.request('POST /posts', {
		body: { channel_id, message, pending_post_id: pendingId(category, after) },
		// Sent twice it is made once.
		idempotent: true,
	});
	// Another process is about to create it: `api.post.deduplicate_create_post.pending`.
	const post = await unless('500', asked);
	if (!post) return undefined;
	const id = idIn(client, post, 'post');
	return isClosed(post) ? await createRoot(client, category, channel_id, message, id) : post;
}

interface Opened {
	registers: Registers;
	root: Root;
	/** Whether this report opened the thread. */
	opened: boolean;
}

/** The thread of an incident, which is opened if there is none. @throws NodeApiError */
async function open(
	client: Client,
	category: string,
	channel: string,
	title: string,
	severity: Severity,
): Promise<Opened> {
	for (let tries = 0; ; tries++) {
		const registers = await readRegisters(client, category);
		if (registers.root) return { registers, root: registers.root, opened: false };
		const made = await createRoot(client, category, channel, openText(title, 0, severity));
		if (!made) {
			if (tries < MOST_TRIES) {
				await sleep(PENDING_MS);
				continue;
			}
			throw client.fail({
				message: 'Mattermost did not create the first message of the incident',
				advice: 'Run the node again; the log of the server may say more',
				httpCode: '500',
			});
		}
		const mine = { id: String(made.id), at: Number(made.create_at), title };
		await keepRoot(client, category, mine);
		await sleep(SETTLE_MS);
		const settled = await readRegisters(client, category);
		// A lagging copy of the database may not know this one yet.
		const root = settled.root ?? mine;
		if (root.id !== mine.id) {
			await removeRows(client, rowOf(settled, mine.id));
			await client.request('DELETE /posts/{post_id}', { path: { post_id: mine.id } });
		}
		return { registers: settled, root, opened: root.id === mine.id };
	}
}

/** Writes counter and severity into the first post until it shows what is known. @throws NodeApiError */
async function showTotals(client: Client, category: string, root: Root, own: Registers) {
	let registers = own;
	for (let tries = 0; tries < MOST_TRIES; tries++) {
		const isOpen = registers.root?.id === root.id;
		const { count, severity } = totals(registers.counts.values());
		const message = isOpen
			? openText(root.title, count, severity)
			: closedText(root.title, count, severity);
		await client.request('PUT /posts/{post_id}/patch', {
			path: { post_id: root.id },
			body: { message },
		});
		// Another process may have overwritten it with an older sum: whoever writes last looks again.
		const now = await readRegisters(client, category);
		const isSame =
			totals(now.counts.values()).count === count && (now.root?.id === root.id) === isOpen;
		if (isSame || !isOpen) return { count, severity };
		registers = now.root?.id === root.id ? now : { ...registers, root: undefined };
	}
	return totals(registers.counts.values());
}

const placeOf = async (context: OperationContext) => {
	const values = await valuesByName(context);
	const key = String(values.incident_key ?? '').trim();
	if (key === '') throw context.refuse('Incident Key', 'is empty', 'Enter what names the incident');
	const channel = String(values.channel_id);
	const { roots } = await context.access();
	return { values, key, channel, category: categoryOf(channel, key), site: roots.site };
};

/** Name of the incident among those that this process handles. */
export const incidentOf = async (context: OperationContext): Promise<string> =>
	(await placeOf(context)).category;

/** Adds a report to the thread of its incident. @throws NodeOperationError; NodeApiError */
export async function report(context: OperationContext): Promise<IDataObject> {
	const { values, key, channel, category, site } = await placeOf(context);
	const severity = (values.severity ?? 'medium') as Severity;
	const periodMs = Number(values.storm_minutes ?? 10) * 60_000;
	const limit = Number(values.storm_limit ?? 0) || Infinity;
	return await runExclusive(`incident ${site} ${category}`, async () => {
		const title = titleOf(values.title, key);
		const { registers, root, opened } = await open(context, category, channel, title, severity);
		const period = Math.floor(Date.now() / periodMs);
		const own = ownCount(registers, category, root);
		const before = totals(registers.counts.values(), period);
		const suppressed = before.replies >= limit;
		const highest = totals([own, { ...own, severity, count: 0 }]).severity;
		const replies = (own.period === period ? own.replies : 0) + (suppressed ? 0 : 1);
		// Counted first: a reply that is not counted would be lost, a count without a reply is not.
		await keepCount(context, category, {
			thread: threadOf(root),
			count: own.count + 1,
			severity: own.count === 0 ? severity : highest,
			period,
			replies,
		});
		let post_id = '';
		if (!suppressed) {
			const request = await posting(context, await build(context), { root_id: root.id });
			post_id = idIn(context, (await context.send(request)).body, 'post');
		}
		const known = await readRegisters(context, category);
		const shown = await showTotals(context, category, root, known);
		return {
			incident_key: key,
			post_id,
			root_id: root.id,
			permalink: postLink(site, root.id),
			channel_id: channel,
			title: root.title,
			...shown,
			opened,
			suppressed,
		};
	});
}

/** What is known of an incident. @throws NodeOperationError; NodeApiError */
export async function getIncident(context: OperationContext): Promise<IDataObject> {
	const { key, channel, category, site } = await placeOf(context);
	const { root, counts } = await readRegisters(context, category);
	const { count, severity } = totals(counts.values());
	return {
		incident_key: key,
		open: root !== undefined,
		...(root
			? {
					root_id: root.id,
					permalink: postLink(site, root.id),
					title: root.title,
					count,
					severity,
					opened_at: new Date(root.at).toISOString(),
				}
			: {}),
		channel_id: channel,
	};
}

/** Closes an incident: the next report opens a new thread. @throws NodeOperationError; NodeApiError */
export async function closeIncident(context: OperationContext): Promise<IDataObject> {
	const { key, channel, category, site } = await placeOf(context);
	return await runExclusive(`incident ${site} ${category}`, async () => {
		const { rows, root, counts } = await readRegisters(context, category);
		if (!root) return { incident_key: key, closed: false, channel_id: channel };
		const { count, severity } = totals(counts.values());
		const { message } = (await build(context)).body as IDataObject;
		if (message) {
			const request = await posting(context, await build(context), { root_id: root.id });
			await context.send(request);
		}
		await removeRows(context, rows);
		forgetCount(category);
		await context.request('PUT /posts/{post_id}/patch', {
			path: { post_id: root.id },
			body: { message: closedText(root.title, count, severity) },
		});
		return {
			incident_key: key,
			closed: true,
			root_id: root.id,
			permalink: postLink(site, root.id),
			channel_id: channel,
			title: root.title,
			count,
			severity,
		};
	});
}
