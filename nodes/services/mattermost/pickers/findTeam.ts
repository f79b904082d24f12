import { idIn, rowsIn, unless, type Row } from '../responseGuards';
import type { Client } from '../../../shared/http/client';
import { onlyOne, sameName } from '../../../shared/request/resolveId';
import { isId, isUrlName } from '../ids';
import { linkOf } from './links';

/** Teams of the account; asked once per run. @throws NodeApiError */
export const myTeams = async (client: Client): Promise<Row[]> =>
	await client.once('teams', async () =>
		rowsIn(client, await client.request('GET /users/me/teams'), 'teams'),
	);

/**
 * The account's only team, for a field that may be left empty.
 * @throws NodeOperationError if it is in none or in several; NodeApiError
 */
export async function onlyTeam(client: Client): Promise<string> {
	const [first, ...more] = await myTeams(client);
	if (first && more.length === 0) return idIn(client, first, 'team');
	throw client.refuse(
		'Team',
		'is empty',
		first
			? `Select it from the list: the account is in ${more.length + 1} teams`
			: 'Add the account to a team, or enter the ID of a team',
	);
}

const FIX = 'Enter the name in its URL, the display name or the ID';

/**
 * A team's ID from the name in its URL, its display name or a link into it.
 * @throws NodeOperationError if no team or several fit; NodeApiError
 */
export async function findTeam(client: Client, label: string, given: string): Promise<string> {
	const link = await linkOf(client, label, given);
	const value = link ? (link.parts[0] ?? '') : given;
	return await client.once(`team ${value}`, async () => {
		const slug = value.toLowerCase();
		if (isUrlName(slug)) {
			const path = { name: slug };
			const named = await unless('404', client.request('GET /teams/name/{name}', { path }));
			if (named) return idIn(client, named, 'team');
		}
		if (isId(value)) return value;
		const own = (await myTeams(client)).filter((team) => sameName(team.display_name, value));
		const found =
			own.length > 0 || link
				? own
				: rowsIn(
						client,
						// Guests may not search teams.
						(await unless(
							'403',
							client.request('POST /teams/search', { body: { term: value }, idempotent: true }),
						)) ?? null,
						'teams',
					).filter((team) => sameName(team.display_name, value));
		const candidates = found.map(({ id, name }) => ({ id, shown: String(name) }));
		return onlyOne(client, label, 'Team', value, candidates, FIX);
	});
}
