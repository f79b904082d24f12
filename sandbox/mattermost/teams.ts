import {
	AppError,
	badBody,
	bodyPage,
	existing,
	forbidden,
	notFound,
	OK,
	pageOf,
	pick,
	Reply,
	rolesOf,
	text,
	texts,
	type Call,
	type Row,
	type Table,
} from './api';
import { PNG } from './downloads';
import { minusGroups } from './minusGroups';
import type { MattermostState, Team } from './state';

const EDITABLE = [
	'display_name',
	'description',
	'company_name',
	'allowed_domains',
	'invite_id',
	'allow_open_invite',
];

const sortedTeams = (state: MattermostState) =>
	state.memo('teams', () =>
		[...state.teams.values()].sort((a, b) => (a.display_name < b.display_name ? -1 : 1)),
	);

const isMember = ({ state, user }: Call, teamId: string) =>
	user.roles.includes('system_admin') || Boolean(state.teamMembers.get(teamId)?.has(user.id));

/** The team of the path, if the asking user may see it. */
export function seenTeam(call: Call): Team {
	const team = existing(call.state.teams, call.params.team_id, 'team');
	if (!isMember(call, team.id) && !team.allow_open_invite) throw forbidden();
	return team;
}

function listedTeams({ state, query, user }: Call): unknown {
	const admin = user.roles.includes('system_admin');
	const all = sortedTeams(state).filter((team) => admin || team.allow_open_invite);
	const teams = pageOf(all, query);
	return query.get('include_total_count') === 'true' ? { teams, total_count: all.length } : teams;
}

function createTeam({ state, body, user, version }: Call): Team {
	const name = text(body, 'name');
	if (!/^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/.test(name)) {
		throw new AppError(400, 'model.team.is_valid.characters.app_error', 'Invalid team name.');
	}
	if ([...state.teams.values()].some((team) => team.name === name)) {
		throw new AppError(
			400,
			version.before('5.0')
				? 'store.sql_team.save.domain_exists.app_error'
				: version.before('6.0')
					? 'app.team.save.existing.app_error'
					: 'store.sql_team.save_team.existing.app_error',
			'A team with that name already exists.',
		);
	}
	const type = body.type === 'I' ? 'I' : 'O';
	return state.addTeam(
		{ ...pick(body, EDITABLE), name, display_name: text(body, 'display_name'), type },
		user,
	);
}

function changeTeam(call: Call, changes: Row): Team {
	const team = Object.assign(seenTeam(call), changes, { update_at: Date.now() });
	call.state.changed();
	return team;
}

function replaceTeam(call: Call): Team {
	if (call.version.since('5.0') && call.body.id !== call.params.team_id) throw badBody('id');
	// TeamService.UpdateTeam takes these from the body, the time of the picture too.
	const blank = {
		description: '',
		company_name: '',
		allowed_domains: '',
		allow_open_invite: false,
		group_constrained: null,
		last_team_icon_update: 0,
	};
	const given = pick(call.body, [...EDITABLE, 'group_constrained', 'last_team_icon_update']);
	return changeTeam(call, { ...blank, ...given });
}

function searchTeams(call: Call): unknown {
	const { state, body } = call;
	const term = String(body.term ?? '').toLowerCase();
	const isAdmin = call.user.roles.includes('system_admin');
	const all = sortedTeams(state).filter(
		(team) =>
			!team.delete_at &&
			(isAdmin || team.allow_open_invite) &&
			`${team.name}\n${team.display_name}`.toLowerCase().includes(term),
	);
	const isPaged = body.page !== undefined && body.per_page !== undefined;
	if (isPaged && !isAdmin) {
		const id = 'api.team.search_teams.pagination_not_implemented.public_team_search';
		throw new AppError(501, id, 'Pagination not implemented for public-only team search.');
	}
	return isPaged ? { teams: bodyPage(all, body), total_count: all.length } : all;
}

function member({ state, params }: Call): Row {
	const found = state.teamMembers.get(params.team_id)?.get(params.user_id);
	if (!found) throw notFound('team_member');
	return found;
}

/** Users come into the team of the path; of who is there already nothing is posted. */
function joined(call: Call, users: unknown[], key: string): Row[] {
	const { state, params } = call;
	const members = state.teamMembers.get(params.team_id)!;
	const ids = users.map((id) => existing(state.users, id, 'user').id);
	const fresh = ids.filter((id) => !members.has(id));
	const rows = ids.map((id) => members.get(id) ?? state.join(params.team_id, id));
	const made = rows.filter(({ user_id }) => fresh.includes(String(user_id)));
	if (made.length > 0) state.tell({ key, call, made });
	return rows;
}

function addMember(call: Call): Row {
	const { state, params, body } = call;
	const user = text(body, 'user_id');
	existing(state.users, user, 'user');
	if (body.team_id !== undefined && body.team_id !== params.team_id) throw badBody('team_id');
	existing(state.teams, params.team_id, 'team');
	return joined(call, [user], 'team member added')[0]!;
}

function addMembers(call: Call): Row[] {
	const { json } = call;
	if (!Array.isArray(json)) throw badBody('members');
	const users = (json as Row[]).map(({ user_id }) => user_id);
	return joined(call, users, 'team members added');
}

function removeMember(call: Call): typeof OK {
	const { state, params } = call;
	seenTeam(call);
	state.teamMembers.get(params.team_id)!.delete(params.user_id);
	for (const channel of state.channels.values()) {
		if (channel.team_id === params.team_id) {
			state.channelMembers.get(channel.id)!.delete(params.user_id);
		}
	}
	state.changed();
	return OK;
}

const membersOf = ({ state, params }: Call) =>
	state.memo(`team/${params.team_id}`, () => [...state.teamMembers.get(params.team_id)!.values()]);

/** The picture of a team that anybody may join is for everybody; 4.10 has it the wrong way round. */
export const isPictureForAll = ({ version }: Pick<Call, 'version'>, team: Team): boolean =>
	team.type === 'O' && Boolean(team.allow_open_invite) !== version.before('5.0');

/** The time of a team's picture is that of its last change, also where it has none any more (4.10 to 11.6). */
function iconChanged(call: Call, at: number): typeof OK {
	Object.assign(seenTeam(call), { update_at: at, last_team_icon_update: at });
	call.state.changed();
	return OK;
}

function uploadIcon(call: Call): typeof OK {
	const part = call.request.parts.find(({ name }) => name === 'image');
	if (!part) throw badBody('image');
	call.state.pictures.set(`team/${seenTeam(call).id}`, part.bytes);
	return iconChanged(call, Date.now());
}

export const teams: Table = {
	'GET /users/{user_id}/teams': ({ state, params }) =>
		sortedTeams(state).filter(
			({ id, delete_at }) => !delete_at && state.teamMembers.get(id)!.has(params.user_id),
		),
	'GET /users/{user_id}/teams/members': ({ state, params }) =>
		[...state.teamMembers.values()].flatMap((members) => members.get(params.user_id) ?? []),
	'GET /teams/{team_id}/members_minus_group_members': (call) =>
		minusGroups(call, call.state.teamMembers.get(seenTeam(call).id)!),
	'GET /teams': listedTeams,
	'POST /teams': createTeam,
	'GET /teams/{team_id}': seenTeam,
	'GET /teams/name/{team_name}': (call) => {
		const team = sortedTeams(call.state).find(({ name }) => name === call.params.team_name);
		if (!team) throw notFound('team');
		return seenTeam({ ...call, params: { ...call.params, team_id: team.id } });
	},
	'GET /teams/name/{team_name}/exists': ({ state, params }) => ({
		exists: sortedTeams(state).some(({ name }) => name === params.team_name),
	}),
	'POST /teams/search': searchTeams,
	'PUT /teams/{team_id}': replaceTeam,
	'PUT /teams/{team_id}/patch': (call) => changeTeam(call, pick(call.body, EDITABLE)),
	'PUT /teams/{team_id}/privacy': (call) => {
		const isOpen = call.body.privacy === 'O';
		if (!isOpen && call.body.privacy !== 'I') throw badBody('privacy');
		// Whoever has the old invitation does not come in.
		const closes = !isOpen && seenTeam(call).type === 'O';
		const invite_id = closes ? { invite_id: call.state.newId() } : {};
		return changeTeam(call, { type: call.body.privacy, allow_open_invite: isOpen, ...invite_id });
	},
	'POST /teams/{team_id}/regenerate_invite_id': (call) =>
		changeTeam(call, { invite_id: call.state.newId() }),
	'POST /teams/{team_id}/restore': (call) => changeTeam(call, { delete_at: 0 }),
	'DELETE /teams/{team_id}': (call) => {
		changeTeam(call, { delete_at: Date.now() });
		return OK;
	},
	'GET /teams/{team_id}/stats': (call) => {
		const ids = [...call.state.teamMembers.get(seenTeam(call).id)!.keys()];
		return {
			team_id: call.params.team_id,
			total_member_count: ids.length,
			active_member_count: ids.filter((id) => !call.state.users.get(id)!.delete_at).length,
		};
	},
	'GET /teams/{team_id}/members': (call) => {
		seenTeam(call);
		return pageOf(membersOf(call), call.query);
	},
	'POST /teams/{team_id}/members': addMember,
	'POST /teams/{team_id}/members/batch': addMembers,
	'POST /teams/{team_id}/members/ids': (call) =>
		texts(call.json, 'user_ids').flatMap(
			(id) => call.state.teamMembers.get(seenTeam(call).id)!.get(id) ?? [],
		),
	'GET /teams/{team_id}/members/{user_id}': member,
	'DELETE /teams/{team_id}/members/{user_id}': removeMember,
	'PUT /teams/{team_id}/members/{user_id}/roles': (call) => {
		const roles = rolesOf(call.body);
		Object.assign(member(call), { roles, scheme_admin: roles.includes('team_admin') });
		return OK;
	},
	'POST /teams/members/invite': ({ state, query, user }) => {
		const team = sortedTeams(state).find(({ invite_id }) => invite_id === query.get('invite_id'));
		if (!team) throw notFound('team');
		return state.teamMembers.get(team.id)!.get(user.id) ?? state.join(team.id, user.id);
	},
	'GET /teams/invite/{invite_id}': ({ state, params }) => {
		const team = sortedTeams(state).find(({ invite_id }) => invite_id === params.invite_id);
		return team && pick(team, ['display_name', 'description', 'name', 'id']);
	},
	'GET /teams/{team_id}/image': (call) => {
		const team = existing(call.state.teams, call.params.team_id, 'team');
		if (!isPictureForAll(call, team)) seenTeam(call);
		const bytes = call.state.pictures.get(`team/${team.id}`) ?? PNG;
		return new Reply(200, bytes, { 'Content-Type': 'image/png' });
	},
	'POST /teams/{team_id}/image': uploadIcon,
	'DELETE /teams/{team_id}/image': (call) => {
		call.state.pictures.delete(`team/${seenTeam(call).id}`);
		return iconChanged(call, 0);
	},
};
