import { idIn, rowsIn, unless, type Row } from '../responseGuards';
import type { Client } from '../../../shared/http/client';
import { onlyOne, sameName } from '../../../shared/request/resolveId';
import { isId, isUrlName } from '../ids';
import { linkOf } from './links';

/** Teams of the account; asked once per run. @throws NodeApiError */
export const myTeams = async (call: Client): Promise<Row[]> =>
	await call.once('teams', async () =>
		rowsIn(call, await call.request('GET /users/me/teams'), 'teams'),
	);

const FIX = 'Enter the name in its URL, the display name or the ID';

/**
 * A team's ID from the name in its URL, its display name or a link into it.
 * @throws NodeOperationError if no team or several fit; NodeApiError
 */
export async function findTeam(call: Client, label: string, given: string): Promise<string> {
	const link = await linkOf(call, label, given);
	const value = link ? (link.parts[0] ?? '') : given;
	return await call.once(`team ${value}`, async () => {
		const slug = value.toLowerCase();
		if (isUrlName(slug)) {
			const path = { name: slug };
			const named = await unless('404', call.request('GET /teams/name/{name}', { path }));
			if (named) return idIn(call, named, 'team');
		}
		if (isId(value)) return value;
		const own = (await myTeams(call)).filter((team) => sameName(team.display_name, value));
		const found =
			own.length > 0 || link
				? own
				: rowsIn(
						call,
						// Guests may not search teams.
						(await unless(
							'403',
							call.request('POST /teams/search', { body: { term: value }, idempotent: true }),
						)) ?? null,
						'teams',
					).filter((team) => sameName(team.display_name, value));
		const candidates = found.map(({ id, name }) => ({ id, shown: String(name) }));
		return onlyOne(call, label, 'Team', value, candidates, FIX);
	});
}
