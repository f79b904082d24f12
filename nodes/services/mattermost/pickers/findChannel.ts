import { idIn, rowsIn, unless, type Row } from '../responseGuards';
import { ownId, userIds } from '../users';
import type { Client } from '../../../shared/http/client';
import { onlyOne, sameName, type Candidate } from '../../../shared/request/resolveId';
import { readPost } from './findPost';
import { findTeam, myTeams } from './findTeam';
import { findUser, isEmail } from './findUser';
import { isId, isUrlName } from '../ids';
import { after, linkOf, type Link } from './links';

/** The direct channel of your account with another; servers make it if there is none. */
export const directChannel = async (client: Client, partner: string): Promise<string> =>
	await client.once(`direct ${partner}`, async () =>
		idIn(
			client,
			await client.request('POST /channels/direct', {
				body: [await ownId(client), partner],
				// Asking again gives the same channel.
				idempotent: true,
			}),
			'channel',
		),
	);

/** How many people a group message has besides the account, by the server's source (`ChannelGroupMinUsers`). */
const GROUP = { least: 2, most: 7 };

/**
 * The group channel of your account with several others; servers make it if there is none.
 * @param given IDs, @usernames or email addresses
 * @throws NodeOperationError for unknown users, too few or too many; NodeApiError
 */
export async function groupChannel(
	client: Client,
	label: string,
	given: string[],
): Promise<string> {
	const me = await ownId(client);
	const others = (await userIds(client, label, given)).filter((id) => id !== me);
	if (others.length < GROUP.least || others.length > GROUP.most) {
		throw client.refuse(
			label,
			`has ${others.length} other users`,
			`A group message has ${GROUP.least} to ${GROUP.most} of them; use a direct message or a channel otherwise`,
		);
	}
	return await client.once(`group ${[...others].sort().join(' ')}`, async () =>
		idIn(
			client,
			await client.request('POST /channels/group', {
				body: [me, ...others],
				// Asking again gives the same channel.
				idempotent: true,
			}),
			'channel',
		),
	);
}

const FIX =
	'Enter team-name/channel-name as in the URL of the channel, its URL, its ID, or @username for direct messages';

/** A channel of a team by the name in its URL; undefined if there is none. */
const byUrlName = async (
	client: Client,
	team_id: string,
	name: string,
): Promise<Row | undefined> => {
	const path = { team_id, name };
	const asked = client.request('GET /teams/{team_id}/channels/name/{name}', { path });
	const found = await unless('404', asked);
	if (found) idIn(client, found, 'channel');
	return found as Row | undefined;
};

/** The same by the team's name in its URL as well. */
async function byUrlNames(client: Client, team: string, name: string): Promise<string | undefined> {
	if (!isUrlName(team) || !isUrlName(name)) return undefined;
	const path = { team, name };
	const asked = client.request('GET /teams/name/{team}/channels/name/{name}', { path });
	const found = await unless('404', asked);
	return found && idIn(client, found, 'channel');
}

/** Channels of a team with that display name: own ones, and public ones that a search gives. */
async function byDisplayName(client: Client, team_id: string, name: string): Promise<Row[]> {
	const own = await client.once(`channels ${team_id}`, async () =>
		rowsIn(
			client,
			await client.request('GET /users/me/teams/{team_id}/channels', { path: { team_id } }),
			'channels',
		),
	);
	const matching = own.filter((row) => sameName(row.display_name, name));
	const search = client.request('POST /teams/{team_id}/channels/search', {
		path: { team_id },
		body: { term: name },
		idempotent: true,
	});
	const open = rowsIn(client, (await unless('403', search)) ?? null, 'channels');
	return [...matching, ...open.filter((row) => sameName(row.display_name, name))];
}

/** Channels of one team that a name may mean. The name in the URL, written as it is, wins. */
async function inTeam(client: Client, team: Row, name: string): Promise<Candidate[]> {
	const shown = (row: Row) => ({
		id: row.id,
		shown: `${String(team.name ?? team.id)}/${String(row.name ?? row.id)}`,
	});
	const slug = name.toLowerCase();
	const direct = isUrlName(slug) ? await byUrlName(client, team.id, slug) : undefined;
	if (direct && slug === name) return [shown(direct)];
	const others = await byDisplayName(client, team.id, name);
	return [...(direct ? [direct] : []), ...others].map(shown);
}

/** A channel by name; `team/name` and `team:name` say whose. */
async function ofName(client: Client, label: string, given: string): Promise<string> {
	const name = given.replace(/^[#~]/, '').trim();
	const [, team, inner = ''] = /^([^/:]+)\s*[/:]\s*(.+)$/.exec(name) ?? [];
	if (team !== undefined) {
		const direct = await byUrlNames(client, team.trim().toLowerCase(), inner.trim().toLowerCase());
		if (direct) return direct;
		// A display name may hold a colon, so that is tried where no team has the first part.
		const teamId = await findTeam(client, label, team.trim()).catch((error: Error) => {
			if (name.includes('/')) throw error;
			return undefined;
		});
		if (teamId !== undefined) {
			const channel = inner.replace(/^[#~]/, '').trim();
			const candidates = await inTeam(client, { id: teamId, name: team.trim() }, channel);
			return onlyOne(client, label, 'Channel', given, candidates, FIX);
		}
	}
	const candidates: Candidate[] = [];
	for (const one of await myTeams(client)) candidates.push(...(await inTeam(client, one, name)));
	return onlyOne(client, label, 'Channel', given, candidates, FIX);
}

/** What stands before a channel in a link. */
const WORDS = ['channels', 'messages'];

/** A channel by a link to it, to a direct message, or to a post or thread in it. */
async function ofLink(client: Client, label: string, link: Link): Promise<string> {
	const post = after(link, 'pl', 'threads', 'posts');
	if (post !== undefined && isId(post)) return String((await readPost(client, post)).channel_id);
	// The first segment is the team, whatever it is called.
	const at = link.parts.findIndex((part, index) => index > 0 && WORDS.includes(part));
	const name = at < 0 ? undefined : link.parts[at + 1];
	if (name === undefined) {
		throw client.refuse(
			label,
			'is not the URL of a channel',
			'Copy it from the browser: https://server/team/channels/channel-name',
		);
	}
	if (isId(name)) return name;
	if (name.startsWith('@') || isEmail(name)) {
		return await directChannel(client, await findUser(client, label, name));
	}
	const id = await byUrlNames(client, link.parts[at - 1] ?? '', name.toLowerCase());
	return onlyOne(client, label, 'Channel', name, id ? [{ id, shown: name }] : [], FIX);
}

/**
 * A channel's ID from its name with or without its team, its display name, a link to it or into it,
 * or from the person whose direct messages are meant.
 * @param mode `username` where a person is meant whatever the text looks like
 * @throws NodeOperationError if no channel or several fit; NodeApiError
 */
export async function findChannel(
	client: Client,
	label: string,
	mode: string,
	value: string,
): Promise<string> {
	return await client.once(`channel ${mode === 'username' ? mode : ''} ${value}`, async () => {
		const link = await linkOf(client, label, value);
		if (link) return await ofLink(client, label, link);
		if (mode === 'username' || value.startsWith('@') || isEmail(value)) {
			return await directChannel(client, await findUser(client, label, value));
		}
		return await ofName(client, label, value);
	});
}
