import { createHash, randomBytes } from 'crypto';
import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';
import type { Client } from '../../../shared/http/client';
import { objectsIn } from '../../../shared/util/guards';
import { ownId } from '../users';

/**
 * What all n8n processes know of an incident: preferences of the account, which the server writes one by
 * one (`INSERT … ON CONFLICT (userid, category, name)`, source of 11.6) and nobody else can read. Each row has
 * one writer, so that nothing is lost where several write at once:
 * - `r` and the ID of a post: a post that may be the first of the thread. The oldest one is.
 * - `w` and the ID of an n8n process: what this process has counted. The counter is the sum.
 */

export const SEVERITIES = ['low', 'medium', 'high', 'critical'] as const;
export type Severity = (typeof SEVERITIES)[number];

const rootShape = z.object({
	/** ms, by the server's clock. */
	at: z.number(),
	title: z.string(),
});

const countShape = z.object({
	/** The thread that was counted, see `threadOf`; of an earlier one it counts nothing. */
	thread: z.string(),
	count: z.number().int().min(0),
	severity: z.enum(SEVERITIES),
	/** Replies of the current period, and which period that is. */
	period: z.number(),
	replies: z.number().int().min(0),
});

export type Root = z.infer<typeof rootShape> & { id: string };
export type Count = z.infer<typeof countShape>;

/** This n8n process. */
const PROCESS = randomBytes(12).toString('hex');

/** Servers take names and categories of 32 characters (`Preference.IsValid`). */
const LONGEST_TITLE = 300;

/** The category of an incident's rows. */
export const categoryOf = (channel: string, key: string): string =>
	`n8ni${createHash('sha256').update(`${channel}\n${key}`).digest('hex').slice(0, 28)}`;

function parsed<T>(shape: z.ZodType<T>, value: unknown): T | undefined {
	try {
		const read = shape.safeParse(JSON.parse(String(value)));
		return read.success ? read.data : undefined;
	} catch {
		return undefined;
	}
}

/** Names a thread: its first post and when that was created. */
export const threadOf = ({ id, at }: Root): string => `${id} ${at}`;

/** All rows of an incident, as the server has them. */
export interface Registers {
	rows: IDataObject[];
	/** The first post of the thread; undefined if the incident is not open. */
	root?: Root;
	/** What each process has counted in this thread, by name of its row. */
	counts: Map<string, Count>;
}

function read(rows: IDataObject[]): Registers {
	const roots = rows
		.filter(({ name }) => String(name).startsWith('r'))
		.flatMap(({ name, value }) => {
			const root = parsed(rootShape, value);
			return root ? [{ ...root, id: String(name).slice(1) }] : [];
		})
		.sort((a, b) => a.at - b.at || (a.id < b.id ? -1 : 1));
	const [root] = roots;
	const counts = new Map<string, Count>();
	for (const { name, value } of rows) {
		const count = String(name).startsWith('w') ? parsed(countShape, value) : undefined;
		if (count && root && count.thread === threadOf(root)) counts.set(String(name), count);
	}
	return { rows, root, counts };
}

/** @throws NodeApiError */
export async function readRegisters(client: Client, category: string): Promise<Registers> {
	const path = { user_id: await ownId(client), category };
	const rows = await client
		.request<unknown>('GET /users/{user_id}/preferences/{category}', { path })
		.catch(async (error: { httpCode?: string }) =>
			// Servers have said 404 and 400 for a category that holds nothing.
			['400', '404'].includes(error.httpCode ?? '') ? [] : await Promise.reject(error),
		);
	return read(objectsIn(rows));
}

async function write(client: Client, category: string, name: string, value: unknown) {
	const user_id = await ownId(client);
	await client.request('PUT /users/{user_id}/preferences', {
		path: { user_id },
		body: [{ user_id, category, name, value: JSON.stringify(value) }],
		// A preference set twice is the same.
		idempotent: true,
	});
}

export const keepRoot = async (client: Client, category: string, { id, at, title }: Root) =>
	await write(client, category, `r${id}`, { at, title: title.slice(0, LONGEST_TITLE) });

/** What this process has counted so far, whatever a lagging copy of the database says. */
const counted = new Map<string, Count>();

/** This process's count of the thread. */
export function ownCount({ counts }: Registers, category: string, root: Root): Count {
	const thread = threadOf(root);
	const known = counted.get(category);
	const stored = counts.get(`w${PROCESS}`);
	const empty: Count = { thread, count: 0, severity: 'low', period: 0, replies: 0 };
	return [known, stored]
		.filter((one) => one?.thread === thread)
		.reduce<Count>((most, one) => (one!.count > most.count ? one! : most), empty);
}

export async function keepCount(client: Client, category: string, count: Count): Promise<void> {
	counted.set(category, count);
	await write(client, category, `w${PROCESS}`, count);
}

/** Removes rows. @throws NodeApiError */
export async function removeRows(client: Client, rows: IDataObject[]): Promise<void> {
	if (rows.length === 0) return;
	const user_id = await ownId(client);
	await client.request('POST /users/{user_id}/preferences/delete', {
		path: { user_id },
		body: rows.map(({ category, name }) => ({ user_id, category, name, value: '' })),
		idempotent: true,
	});
}

/** The row of a root that is not the first one. */
export const rowOf = ({ rows }: Registers, root: string): IDataObject[] =>
	rows.filter(({ name }) => name === `r${root}`);

/** Forgets what this process counted. */
export const forgetCount = (category: string): void => void counted.delete(category);

/** Sum of all counts, highest severity, and replies of a period. */
export function totals(counts: Iterable<Count>, period = 0) {
	let [count, severity, replies] = [0, 0, 0];
	for (const one of counts) {
		count += one.count;
		severity = Math.max(severity, SEVERITIES.indexOf(one.severity));
		if (one.period === period) replies += one.replies;
	}
	return { count, severity: SEVERITIES[severity]!, replies };
}
