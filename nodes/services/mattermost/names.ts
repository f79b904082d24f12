import { sleep, type IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import { isObject, own } from '../../shared/util/guards';
import { isId } from './ids';
import { myTeams } from './pickers/findTeam';
import { rowsIn, unless, type Row } from './responseGuards';

/**
 * Names next to the IDs of a list, so that nobody has to look up who wrote a message and where. However long
 * a list is, a run asks for 200 people with one request and for each person once, and for its channels and its
 * teams with one or two requests in all.
 */

type Kind = 'user' | 'channel' | 'team';

/** Properties with an ID, by what it names: with `user_id` comes `user_name`. */
export const NAMED: Readonly<Record<string, Kind>> = {
	user_id: 'user',
	creator_id: 'user',
	owner_id: 'user',
	owner_user_id: 'user',
	channel_id: 'channel',
	team_id: 'team',
};

/** IDs of one request: as many as servers give rows of a page, so that no answer is large. */
const AT_ONCE = 200;

/** What is kept of a thing. Of a direct channel, whose name nobody knows, the IDs of its people. */
interface Names {
	name: string;
	displayName: string;
	people: string[];
}

const words = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The IDs of the people of a direct channel, whose name they are. */
const peopleOf = ({ type, name }: IDataObject): string[] =>
	type === 'D' ? [...new Set(words(name).split('__'))].filter(isId) : [];

/** Reads things, others than those with these IDs too; leaves out what the account may not see. */
type Reader = (client: Client, ids: string[]) => Promise<Row[]>;

/** Names of one kind of thing, as far as a run has asked for them. */
class NameBook {
	private readonly known = new Map<string, Names>();
	/** When the answer is there, by what was asked for. */
	private readonly asked = new Map<string, Promise<void>>();
	private gathered: string[] = [];
	private turn = Promise.resolve();
	private hasFailed = false;

	constructor(
		private readonly kind: Kind,
		private readonly reader: Reader,
	) {}

	of(id: string): Names | undefined {
		return this.known.get(id);
	}

	/** Reads what is not known yet, together with what other items ask for at the same time. Never rejects. */
	async read(client: Client, ids: string[]): Promise<void> {
		const unknown = [...new Set(ids)].filter((id) => !this.known.has(id));
		for (const id of unknown.filter((one) => !this.asked.has(one))) {
			if (this.gathered.length === 0) {
				this.turn = sleep(0).then(async () => await this.readGathered(client));
			}
			this.gathered.push(id);
			this.asked.set(id, this.turn);
		}
		await Promise.all(unknown.map(async (id) => await this.asked.get(id)));
	}

	private async readGathered(client: Client): Promise<void> {
		const ids = this.gathered;
		this.gathered = [];
		for (let at = 0; at < ids.length && !this.hasFailed; at += AT_ONCE) {
			try {
				for (const row of await this.reader(client, ids.slice(at, at + AT_ONCE))) {
					this.known.set(row.id, {
						name: words(row.username) || words(row.name),
						displayName: words(row.display_name),
						people: peopleOf(row),
					});
				}
			} catch (error) {
				// The list is whole without them. What failed once is not asked for with every page.
				this.hasFailed = true;
				client.hint(
					`The names of ${this.kind}s could not be read, so the items have only their IDs: ${(error as Error).message}`,
				);
			}
		}
	}
}

const readUsers: Reader = async (client, ids) =>
	rowsIn(client, await client.request('POST /users/ids', { body: ids, idempotent: true }), 'users');

/** An answer, or undefined for what the account may not see. @throws NodeApiError for other failures */
const ifVisible = async (asked: Promise<unknown>): Promise<unknown> =>
	await unless('404', unless('403', asked));

/**
 * What is asked for alone at first is read alone, everything else from a list: servers have no request for
 * several channels or teams by their IDs.
 */
function oneOrAll(request: string, parameter: string, all: Reader): Reader {
	let isFirst = true;
	return async (client, ids) => {
		const isAlone = isFirst && ids.length === 1;
		isFirst = false;
		if (!isAlone) return await all(client, ids);
		const row = await ifVisible(client.request(request, { path: { [parameter]: ids[0] } }));
		return rowsIn(client, [row], 'things');
	};
}

/**
 * The channels that the account is a member of, direct ones included. Before 6.2 servers give them by team
 * only, and an account without a channel gets half an answer (api4/channel.go, `getChannelsForUser`): then that
 * is a request for each of the account's teams.
 */
const ownChannels: Reader = async (client) =>
	await client.once('own channels', async () => {
		const query = { include_deleted: true };
		const all = await client
			.request<unknown>('GET /users/me/channels', { query })
			.catch(() => undefined);
		if (Array.isArray(all)) return rowsIn(client, all, 'channels');
		const rows: Row[] = [];
		for (const { id: team_id } of await myTeams(client)) {
			const path = { team_id };
			const asked = client.request('GET /users/me/teams/{team_id}/channels', { path });
			rows.push(...rowsIn(client, (await ifVisible(asked)) ?? null, 'channels'));
		}
		return rows;
	});

/** Teams that others are in, as far as the account may see them: the first 200. */
const otherTeams: Reader = async (client) =>
	await client.once('other teams', async () => {
		const asked = client.request('GET /teams', { query: { page: 0, per_page: AT_ONCE } });
		return rowsIn(client, (await ifVisible(asked)) ?? null, 'teams');
	});

function teamReader(): Reader {
	const readOthers = oneOrAll('GET /teams/{team_id}', 'team_id', otherTeams);
	return async (client, ids) => {
		const mine = await myTeams(client);
		const others = ids.filter((id) => mine.every((team) => team.id !== id));
		return others.length === 0 ? mine : [...mine, ...(await readOthers(client, others))];
	};
}

const booksOfRun = () => ({
	user: new NameBook('user', readUsers),
	channel: new NameBook(
		'channel',
		oneOrAll('GET /channels/{channel_id}', 'channel_id', ownChannels),
	),
	team: new NameBook('team', teamReader()),
});

/** An ID of a row, and `user` of `user_id`, with which its names begin. */
interface Found {
	id: string;
	kind: Kind;
	word: string;
}

/**
 * The IDs of a row that can have names. Those of a thread stand in its first message.
 * @param kept properties that the output has; all if absent
 */
function idsIn(row: IDataObject, kept?: string[]): Found[] {
	const has = (property: string) => !kept || kept.includes(property);
	const post = isObject(row.post) && has('post') ? row.post : {};
	return Object.entries(NAMED).flatMap(([property, kind]) => {
		const id = (has(property) ? row[property] : undefined) ?? own(post, property);
		return typeof id === 'string' && isId(id)
			? [{ id, kind, word: property.slice(0, -'_id'.length) }]
			: [];
	});
}

/**
 * Names for the IDs of rows: those in the answer itself, and for the rest what one request gives for all of
 * them. What the account may not see has none, and where a request fails a hint says why. Never throws.
 * @param kept properties that the output has; all if absent
 */
export async function namesFor(
	client: Client,
	rows: IDataObject[],
	kept?: string[],
): Promise<(row: IDataObject) => IDataObject> {
	const books = await client.once('names', async () => await Promise.resolve(booksOfRun()));
	const lacking = rows.flatMap((row) =>
		idsIn(row, kept).filter(
			({ word }) => !words(row[`${word}_name`]) && !words(row[`${word}_display_name`]),
		),
	);
	const of = (wanted: Kind) => lacking.filter(({ kind }) => kind === wanted).map(({ id }) => id);
	await Promise.all([
		books.channel.read(client, of('channel')),
		books.team.read(client, of('team')),
	]);
	await books.user.read(client, [
		...of('user'),
		...of('channel').flatMap((id) => books.channel.of(id)?.people ?? []),
		...rows.flatMap(peopleOf),
	]);
	/** As servers call group messages: by the names of their people. */
	const together = (people: string[]) =>
		people.flatMap((id) => books.user.of(id)?.name || []).join(', ');
	return (row) => {
		const named: IDataObject = {};
		const add = (property: string, name: string) => {
			const said = words(row[property]) || name;
			if (said) named[property] = said;
		};
		for (const { id, kind, word } of idsIn(row, kept)) {
			const { name = '', displayName = '', people = [] } = books[kind].of(id) ?? {};
			add(`${word}_name`, name);
			if (kind !== 'user') add(`${word}_display_name`, displayName || together(people));
		}
		const people = peopleOf(row);
		if (people.length > 0) add('display_name', together(people));
		return named;
	};
}

/** The same for rows that name their user themselves. */
export const ownersFor = async (client: Client, rows: IDataObject[]) =>
	await namesFor(client, rows, ['owner_id']);
