import type { Step } from '../types';
import { setting } from './setting';

/** How many rows a list has. */
export const STATES = ['empty', 'one', 'many'] as const;
export type State = (typeof STATES)[number];

type Asked = Pick<Step, 'as' | 'query' | 'body'>;

/** Asks a list of an operation, in a state. An empty one is shown as it is: it may be `null`. */
const asks = (state: State, operation: string, send: string, asked: Asked = {}): Step => ({
	what: `${operation}: ${state}`,
	send,
	...asked,
	shows: [state === 'empty' ? 'answer' : 'count'],
});
const empty = asks.bind(undefined, 'empty');
const one = asks.bind(undefined, 'one');
const many = asks.bind(undefined, 'many');

/** What a list needs; its outcome shows nothing. */
const does = (what: string, send: string, more: Partial<Step> = {}): Step => ({
	what,
	send,
	shows: [],
	...more,
});
const post = (keeps: string, message: string, channel = 'dm', more: object = {}): Step =>
	does(`post ${keeps}`, 'POST /posts', {
		body: { channel_id: `{${channel}}`, message, ...more },
		keeps: { [keeps]: 'id' },
	});
const channel = (keeps: string, team = 'place', type = 'O'): Step =>
	does(`channel ${keeps}`, 'POST /channels', {
		body: { team_id: `{${team}}`, name: `{run}-${keeps}`, display_name: `Lists ${keeps}`, type },
		keeps: { [keeps]: 'id' },
	});
const team = (keeps: string): Step =>
	does(`team ${keeps}`, 'POST /teams', {
		body: { name: `{run}-${keeps}`, display_name: `Lists ${keeps}`, type: 'O' },
		keeps: { [keeps]: 'id' },
	});
const user = (keeps: string): Step =>
	does(`user ${keeps}`, 'POST /users', {
		body: {
			email: `{run}-${keeps}@example.com`,
			username: `{run}-${keeps}`,
			password: 'Passw0rd-live!',
		},
		keeps: { [keeps]: 'id' },
	});
const enters = (who: string, where: string): Step =>
	does(`${who} enters ${where}`, `POST /channels/{${where}}/members`, {
		body: { user_id: `{${who}}` },
	});
const leaves = (who: string, where: string): Step =>
	does(`${who} leaves ${where}`, `DELETE /channels/{${where}}/members/{${who}}`);
const joins = (who: string, where: string): Step =>
	does(`${who} joins ${where}`, `POST /teams/{${where}}/members`, {
		body: { team_id: `{${where}}`, user_id: `{${who}}` },
	});
const upload = (keeps: string, filename: string): Step =>
	does(`file ${keeps}`, 'POST /files', {
		query: `channel_id={dm}&filename=${filename}`,
		file: 'text',
		keeps: { [keeps]: 'file_infos.0.id' },
	});

const UNKNOWN = 'unknownunknownunknownunkno';
const terms = (words: string) => ({ body: { terms: words, page: 0, per_page: 60 } });
const term = (words: string, more: object = {}) => ({ body: { term: words, ...more } });

/** A team without Off-Topic, of the administrator alone. */
const place: Step[] = [
	team('place'),
	does('Off-Topic asked', 'GET /teams/{place}/channels/name/off-topic', {
		keeps: { offtopic: 'id' },
	}),
	does('direct channel', 'POST /channels/direct', {
		body: ['{admin}', '{user}'],
		keeps: { dm: 'id' },
	}),
	user('lone'),
];

const posts: Step[] = [
	empty('post/getAll', 'GET /channels/{dm}/posts'),
	empty('post/getUnread', 'GET /users/{user}/channels/{dm}/posts/unread', { as: 'user' }),
	empty('post/search', 'POST /teams/{place}/posts/search', terms('okapi')),
	empty('post/searchAll', 'POST /posts/search', terms('okapi')),
	post('first', 'okapi first'),
	one('post/getAll', 'GET /channels/{dm}/posts'),
	one('post/getUnread', 'GET /users/{user}/channels/{dm}/posts/unread', { as: 'user' }),
	one('post/search', 'POST /teams/{place}/posts/search', terms('okapi')),
	one('post/searchAll', 'POST /posts/search', terms('okapi')),
	one('post/getThread', 'GET /posts/{first}/thread'),
	empty('post/getFiles', 'GET /posts/{first}/files/info'),
	empty('reaction/getAll', 'GET /posts/{first}/reactions'),
	empty('post/getFlagged', 'GET /users/{user}/posts/flagged', { as: 'user' }),
	empty('channel/getPinned', 'GET /channels/{dm}/pinned'),
	post('second', 'okapi second'),
	many('post/getAll', 'GET /channels/{dm}/posts'),
	many('post/getUnread', 'GET /users/{user}/channels/{dm}/posts/unread', { as: 'user' }),
	many('post/search', 'POST /teams/{place}/posts/search', terms('okapi')),
	many('post/searchAll', 'POST /posts/search', terms('okapi')),
	does('reaction', 'POST /reactions', {
		body: { user_id: '{admin}', post_id: '{first}', emoji_name: 'smile' },
	}),
	one('reaction/getAll', 'GET /posts/{first}/reactions'),
	does('another reaction', 'POST /reactions', {
		body: { user_id: '{admin}', post_id: '{first}', emoji_name: 'tada' },
	}),
	many('reaction/getAll', 'GET /posts/{first}/reactions'),
	...['first', 'second'].flatMap((name, at): Step[] => [
		does(`${name} saved`, 'PUT /users/{user}/preferences', {
			as: 'user',
			body: [{ user_id: '{user}', category: 'flagged_post', name: `{${name}}`, value: 'true' }],
		}),
		asks(at ? 'many' : 'one', 'post/getFlagged', 'GET /users/{user}/posts/flagged', {
			as: 'user',
		}),
		does(`${name} pinned`, `POST /posts/{${name}}/pin`),
		asks(at ? 'many' : 'one', 'channel/getPinned', 'GET /channels/{dm}/pinned'),
	]),
	post('third', 'Unedited', 'channel'),
	empty('post/getEditHistory', 'GET /posts/{third}/edit_history'),
	...(['one', 'many'] as const).flatMap((state): Step[] => [
		does(`edit ${state}`, 'PUT /posts/{third}/patch', { body: { message: `Edited: ${state}` } }),
		asks(state, 'post/getEditHistory', 'GET /posts/{third}/edit_history'),
	]),
	empty('post/getByIds', 'POST /posts/ids', { body: [UNKNOWN] }),
	one('post/getByIds', 'POST /posts/ids', { body: ['{first}'] }),
	many('post/getByIds', 'POST /posts/ids', { body: ['{first}', '{second}'] }),
	empty('thread/getAll', 'GET /users/{user}/teams/{team}/threads', { as: 'user' }),
	...['first', 'second'].flatMap((name, at): Step[] => [
		does(`reply to ${name}`, 'POST /posts', {
			as: 'user',
			body: { channel_id: '{dm}', root_id: `{${name}}`, message: 'Reply' },
		}),
		asks(at ? 'many' : 'one', 'thread/getAll', 'GET /users/{user}/teams/{team}/threads', {
			as: 'user',
		}),
	]),
	many('post/getThread', 'GET /posts/{first}/thread'),
];

const files: Step[] = [
	empty('file/search', 'POST /teams/{place}/files/search', terms('quagga')),
	empty('file/searchAll', 'POST /files/search', terms('quagga')),
	upload('file1', 'quagga.txt'),
	post('file1_post', 'With a file', 'dm', { file_ids: ['{file1}'] }),
	one('post/getFiles', 'GET /posts/{file1_post}/files/info'),
	one('file/search', 'POST /teams/{place}/files/search', terms('quagga')),
	one('file/searchAll', 'POST /files/search', terms('quagga')),
	upload('file2', 'quagga-two.txt'),
	upload('file3', 'quagga-three.txt'),
	post('file2_post', 'With files', 'dm', { file_ids: ['{file2}', '{file3}'] }),
	many('post/getFiles', 'GET /posts/{file2_post}/files/info'),
	many('file/search', 'POST /teams/{place}/files/search', terms('quagga')),
	many('file/searchAll', 'POST /files/search', terms('quagga')),
	empty('file/getUploads', 'GET /users/{user}/uploads', { as: 'user' }),
	...(['one', 'many'] as const).flatMap((state): Step[] => [
		does(`upload ${state}`, 'POST /uploads', {
			as: 'user',
			body: { channel_id: '{dm}', filename: `${state}.txt`, file_size: 5 },
		}),
		asks(state, 'file/getUploads', 'GET /users/{user}/uploads', { as: 'user' }),
	]),
	empty('draft/getAll', 'GET /users/{user}/teams/{team}/drafts', { as: 'user' }),
	...['dm', 'channel'].flatMap((where, at): Step[] => [
		does(`draft in ${where}`, 'POST /drafts', {
			as: 'user',
			body: { channel_id: `{${where}}`, user_id: '{user}', message: 'Draft' },
		}),
		asks(at ? 'many' : 'one', 'draft/getAll', 'GET /users/{user}/teams/{team}/drafts', {
			as: 'user',
		}),
	]),
];

const minusGroups = (of: string) => `GET /${of}/members_minus_group_members`;
const noGroup = { query: `group_ids=${UNKNOWN}` };

const inPlace = 'GET /teams/{place}/channels';

const channels: Step[] = [
	empty('channel/getArchived', `${inPlace}/deleted`),
	many('channel/getAll', inPlace),
	does('Off-Topic archived', 'DELETE /channels/{offtopic}'),
	one('channel/getAll', inPlace),
	one('channel/getArchived', `${inPlace}/deleted`),
	empty('channel/getPrivate', `${inPlace}/private`),
	empty('channel/search', 'POST /teams/{place}/channels/search', term('nothing')),
	empty('channel/searchAll', 'POST /channels/search', term('{run}-nothing')),
	empty('channel/autocomplete', `${inPlace}/autocomplete`, { query: 'name=nothing' }),
	empty('channel/autocompleteSearch', `${inPlace}/search_autocomplete`, { query: 'name=nothing' }),
	channel('okapi1'),
	one('channel/search', 'POST /teams/{place}/channels/search', term('{run}-okapi')),
	one('channel/searchAll', 'POST /channels/search', term('{run}-okapi')),
	one('channel/autocomplete', `${inPlace}/autocomplete`, { query: 'name={run}-okapi' }),
	one('channel/autocompleteSearch', `${inPlace}/search_autocomplete`, {
		query: 'name={run}-okapi',
	}),
	channel('okapi2'),
	many('channel/search', 'POST /teams/{place}/channels/search', term('{run}-okapi')),
	many('channel/searchAll', 'POST /channels/search', term('{run}-okapi')),
	many('channel/autocomplete', `${inPlace}/autocomplete`, { query: 'name={run}-okapi' }),
	many('channel/autocompleteSearch', `${inPlace}/search_autocomplete`, {
		query: 'name={run}-okapi',
	}),
	many('channel/getAllOfServer', 'GET /channels'),
	empty('channel/getByIds', 'POST /teams/{place}/channels/ids', { body: [UNKNOWN] }),
	one('channel/getByIds', 'POST /teams/{place}/channels/ids', { body: ['{okapi1}'] }),
	many('channel/getByIds', 'POST /teams/{place}/channels/ids', {
		body: ['{okapi1}', '{okapi2}'],
	}),
	one('channel/getMemberCounts', 'POST /channels/stats/member_count', { body: ['{okapi1}'] }),
	many('channel/getMemberCounts', 'POST /channels/stats/member_count', {
		body: ['{okapi1}', '{okapi2}'],
	}),
	channel('hidden1', 'place', 'P'),
	one('channel/getPrivate', `${inPlace}/private`),
	channel('hidden2', 'place', 'P'),
	many('channel/getPrivate', `${inPlace}/private`),
	channel('gone'),
	does('channel archived', 'DELETE /channels/{gone}'),
	many('channel/getArchived', `${inPlace}/deleted`),
	// Members of a channel, with it their time zones and what can be asked of them.
	one('channelMember/getAll', 'GET /channels/{okapi1}/members'),
	one('channelMember/getMinusGroups', minusGroups('channels/{okapi1}'), noGroup),
	empty('channel/getTimezones', 'GET /channels/{okapi1}/timezones'),
	joins('user', 'place'),
	enters('user', 'okapi1'),
	many('channelMember/getAll', 'GET /channels/{okapi1}/members'),
	many('channelMember/getMinusGroups', minusGroups('channels/{okapi1}'), noGroup),
	empty('channelMember/getByIds', 'POST /channels/{okapi1}/members/ids', { body: [UNKNOWN] }),
	one('channelMember/getByIds', 'POST /channels/{okapi1}/members/ids', { body: ['{user}'] }),
	many('channelMember/getByIds', 'POST /channels/{okapi1}/members/ids', {
		body: ['{user}', '{admin}'],
	}),
	...(['admin', 'user'] as const).flatMap((who, at): Step[] => [
		does(`time zone of ${who}`, `PUT /users/{${who}}/patch`, {
			body: {
				timezone: {
					useAutomaticTimezone: 'false',
					manualTimezone: at ? 'Europe/Berlin' : 'Asia/Tokyo',
					automaticTimezone: '',
				},
			},
		}),
		asks(at ? 'many' : 'one', 'channel/getTimezones', 'GET /channels/{okapi1}/timezones'),
	]),
	leaves('user', 'okapi1'),
	leaves('admin', 'okapi1'),
	empty('channelMember/getAll', 'GET /channels/{okapi1}/members'),
	empty('channelMember/getMinusGroups', minusGroups('channels/{okapi1}'), noGroup),
	empty('user/getAll', 'GET /users', { query: 'in_channel={okapi1}' }),
	// Group channels.
	empty('channel/searchGroup', 'POST /channels/group/search', term('{run}-lone')),
	empty('user/getByGroupChannels', 'POST /users/group_channels', { body: [UNKNOWN] }),
	does('group channel', 'POST /channels/group', {
		body: ['{admin}', '{user}', '{lone}'],
		keeps: { group1: 'id' },
	}),
	one('channel/searchGroup', 'POST /channels/group/search', term('{run}-lone')),
	one('user/getByGroupChannels', 'POST /users/group_channels', { body: ['{group1}'] }),
	empty('channel/getCommonTeams', 'GET /channels/{group1}/common_teams'),
	joins('lone', 'place'),
	one('channel/getCommonTeams', 'GET /channels/{group1}/common_teams'),
	joins('lone', 'team'),
	many('channel/getCommonTeams', 'GET /channels/{group1}/common_teams'),
	user('other'),
	does('another group channel', 'POST /channels/group', {
		body: ['{admin}', '{lone}', '{other}'],
		keeps: { group2: 'id' },
	}),
	many('channel/searchGroup', 'POST /channels/group/search', term('{run}-lone')),
	many('user/getByGroupChannels', 'POST /users/group_channels', {
		body: ['{group1}', '{group2}'],
	}),
];

const ofOutsider = 'GET /users/{outsider}';

/** The outsider, who is in no team at first. */
const teams: Step[] = [
	empty('team/getMine', `${ofOutsider}/teams`),
	empty('teamMember/getAllOfUser', `${ofOutsider}/teams/members`),
	empty('teamMember/getAllUnread', `${ofOutsider}/teams/unread`),
	empty('channelMember/getAllOfUser', `${ofOutsider}/channel_members`, {
		query: 'page=0&per_page=60',
	}),
	empty('channel/getMine', `${ofOutsider}/teams/{place}/channels`),
	empty('channelMember/getMine', `${ofOutsider}/teams/{place}/channels/members`),
	joins('outsider', 'place'),
	one('team/getMine', `${ofOutsider}/teams`),
	one('teamMember/getAllOfUser', `${ofOutsider}/teams/members`),
	one('teamMember/getAllUnread', `${ofOutsider}/teams/unread`),
	one('channel/getAllOfUser', `${ofOutsider}/channels`),
	one('channelMember/getAllOfUser', `${ofOutsider}/channel_members`, {
		query: 'page=0&per_page=60',
	}),
	one('channel/getMine', `${ofOutsider}/teams/{place}/channels`),
	one('channelMember/getMine', `${ofOutsider}/teams/{place}/channels/members`),
	joins('outsider', 'team'),
	enters('outsider', 'okapi2'),
	many('team/getMine', `${ofOutsider}/teams`),
	many('teamMember/getAllOfUser', `${ofOutsider}/teams/members`),
	many('teamMember/getAllUnread', `${ofOutsider}/teams/unread`),
	many('channel/getAllOfUser', `${ofOutsider}/channels`),
	many('channelMember/getAllOfUser', `${ofOutsider}/channel_members`, {
		query: 'page=0&per_page=60',
	}),
	many('channel/getMine', `${ofOutsider}/teams/{place}/channels`),
	many('channelMember/getMine', `${ofOutsider}/teams/{place}/channels/members`),
	many('team/getAll', 'GET /teams'),
	empty('team/search', 'POST /teams/search', term('{run}-nothing')),
	one('team/search', 'POST /teams/search', term('{run}-place')),
	many('team/search', 'POST /teams/search', term('{run}')),
	team('alone'),
	one('teamMember/getAll', 'GET /teams/{alone}/members'),
	one('teamMember/getMinusGroups', minusGroups('teams/{alone}'), noGroup),
	one('user/getAll', 'GET /users', { query: 'in_team={alone}' }),
	one('teamMember/addMany', 'POST /teams/{alone}/members/batch', {
		body: [{ team_id: '{alone}', user_id: '{lone}' }],
	}),
	many('teamMember/addMany', 'POST /teams/{alone}/members/batch', {
		body: [
			{ team_id: '{alone}', user_id: '{user}' },
			{ team_id: '{alone}', user_id: '{outsider}' },
		],
	}),
	many('teamMember/getAll', 'GET /teams/{alone}/members'),
	many('teamMember/getMinusGroups', minusGroups('teams/{alone}'), noGroup),
	many('user/getAll', 'GET /users', { query: 'in_team={alone}' }),
	empty('teamMember/getByIds', 'POST /teams/{alone}/members/ids', { body: [UNKNOWN] }),
	one('teamMember/getByIds', 'POST /teams/{alone}/members/ids', { body: ['{user}'] }),
	many('teamMember/getByIds', 'POST /teams/{alone}/members/ids', { body: ['{user}', '{lone}'] }),
	many('user/getKnown', 'GET /users/known', { as: 'outsider' }),
	...['place', 'team'].map((where) =>
		does(`outsider leaves ${where}`, `DELETE /teams/{${where}}/members/{outsider}`),
	),
	...['lone', 'user', 'outsider', 'admin'].map((who) =>
		does(`${who} leaves alone`, `DELETE /teams/{alone}/members/{${who}}`),
	),
	empty('teamMember/getAll', 'GET /teams/{alone}/members'),
	empty('teamMember/getMinusGroups', minusGroups('teams/{alone}'), noGroup),
	empty('user/getKnown', 'GET /users/known', { as: 'outsider' }),
	team('pair'),
	joins('outsider', 'pair'),
	one('user/getKnown', 'GET /users/known', { as: 'outsider' }),
];

const users: Step[] = [
	empty('user/search', 'POST /users/search', term('{run}-nothing')),
	one('user/search', 'POST /users/search', term('{run}-lone')),
	many('user/search', 'POST /users/search', term('{run}')),
	empty('user/autocomplete', 'GET /users/autocomplete', { query: 'name={run}-nothing' }),
	one('user/autocomplete', 'GET /users/autocomplete', { query: 'name={run}-lone' }),
	many('user/autocomplete', 'GET /users/autocomplete', { query: 'name={run}' }),
	empty('user/getByIds', 'POST /users/ids', { body: [UNKNOWN] }),
	one('user/getByIds', 'POST /users/ids', { body: ['{user}'] }),
	many('user/getByIds', 'POST /users/ids', { body: ['{user}', '{lone}'] }),
	empty('user/getByUsernames', 'POST /users/usernames', { body: ['{run}-nothing'] }),
	one('user/getByUsernames', 'POST /users/usernames', { body: ['{run}-lone'] }),
	many('user/getByUsernames', 'POST /users/usernames', { body: ['{run}-lone', '{run}-user'] }),
	one('userStatus/getAll', 'POST /users/status/ids', { body: ['{lone}'] }),
	many('userStatus/getAll', 'POST /users/status/ids', { body: ['{lone}', '{user}'] }),
	user('silent'),
	empty('user/getAudits', 'GET /users/{silent}/audits'),
	empty('session/getAll', 'GET /users/{silent}/sessions'),
	...(['one', 'many'] as const).flatMap((state): Step[] => [
		does(`login ${state}`, 'POST /users/login', {
			as: 'nobody',
			body: { login_id: '{run}-silent', password: 'Passw0rd-live!' },
		}),
		asks(state, 'session/getAll', 'GET /users/{silent}/sessions'),
	]),
	many('user/getAudits', 'GET /users/{silent}/audits'),
	empty('accessToken/getAll', 'GET /users/{silent}/tokens'),
	empty('accessToken/search', 'POST /users/tokens/search', term('{run}-silent')),
	...(['one', 'many'] as const).flatMap((state): Step[] => [
		does(`token ${state}`, 'POST /users/{silent}/tokens', { body: { description: state } }),
		asks(state, 'accessToken/getAll', 'GET /users/{silent}/tokens'),
		asks(state, 'accessToken/search', 'POST /users/tokens/search', term('{run}-silent')),
	]),
	many('accessToken/getAllOfServer', 'GET /users/tokens'),
	empty('preference/getByCategory', 'GET /users/{silent}/preferences/okapi'),
	...(['one', 'many'] as const).flatMap((state): Step[] => [
		does(`preference ${state}`, 'PUT /users/{silent}/preferences', {
			body: [{ user_id: '{silent}', category: 'okapi', name: state, value: 'true' }],
		}),
		asks(state, 'preference/getByCategory', 'GET /users/{silent}/preferences/okapi'),
	]),
	many('preference/getAll', 'GET /users/{silent}/preferences'),
	empty('report/getUsers', 'GET /reports/users', {
		query: 'page_size=10&search_term={run}-nothing',
	}),
	one('report/getUsers', 'GET /reports/users', { query: 'page_size=10&search_term={run}-lone' }),
	many('report/getUsers', 'GET /reports/users', { query: 'page_size=10&search_term={run}' }),
];

const hook = { channel_id: '{okapi2}', display_name: 'okapi' };

const integrations: Step[] = [
	empty('incomingWebhook/getAll', 'GET /hooks/incoming', { query: 'team_id={place}' }),
	empty('outgoingWebhook/getAll', 'GET /hooks/outgoing', { query: 'team_id={place}' }),
	empty('slashCommand/getAll', 'GET /commands', { query: 'team_id={place}&custom_only=true' }),
	empty('emoji/getAll', 'GET /emoji'),
	empty('emoji/search', 'POST /emoji/search', term('{run}-')),
	...(['one', 'many'] as const).flatMap((state): Step[] => [
		does(`incoming webhook ${state}`, 'POST /hooks/incoming', { body: hook }),
		asks(state, 'incomingWebhook/getAll', 'GET /hooks/incoming', { query: 'team_id={place}' }),
		does(`outgoing webhook ${state}`, 'POST /hooks/outgoing', {
			body: {
				...hook,
				team_id: '{place}',
				trigger_words: [state],
				callback_urls: ['http://127.0.0.1:9/'],
			},
		}),
		asks(state, 'outgoingWebhook/getAll', 'GET /hooks/outgoing', { query: 'team_id={place}' }),
		does(`command ${state}`, 'POST /commands', {
			body: {
				team_id: '{place}',
				trigger: `okapi${state}`,
				url: 'http://127.0.0.1:9/',
				method: 'P',
			},
		}),
		asks(state, 'slashCommand/getAll', 'GET /commands', {
			query: 'team_id={place}&custom_only=true',
		}),
		does(`application ${state}`, 'POST /oauth/apps', {
			body: {
				name: `{run}-${state}`,
				description: 'okapi',
				homepage: 'https://example.com',
				callback_urls: ['http://127.0.0.1:9/'],
			},
			keeps: { [`app_${state}`]: 'id' },
		}),
		does(`emoji ${state}`, 'POST /emoji', {
			picture: { emoji: `{"creator_id":"{admin}","name":"{run}-${state}"}` },
			keeps: { [`emoji_${state}`]: 'id' },
		}),
		asks(state, 'emoji/getAll', 'GET /emoji'),
		asks(state, 'emoji/search', 'POST /emoji/search', term('{run}-')),
	]),
	empty('emoji/getByNames', 'POST /emoji/names', { body: ['{run}-nothing'] }),
	one('emoji/getByNames', 'POST /emoji/names', { body: ['{run}-one'] }),
	many('emoji/getByNames', 'POST /emoji/names', { body: ['{run}-one', '{run}-many'] }),
	many('slashCommand/getAutocomplete', 'GET /teams/{place}/commands/autocomplete'),
	empty('slashCommand/getSuggestions', 'GET /teams/{place}/commands/autocomplete_suggestions', {
		query: 'user_input=/nothing',
	}),
	many('slashCommand/getSuggestions', 'GET /teams/{place}/commands/autocomplete_suggestions', {
		query: 'user_input=/',
	}),
	one('slashCommand/getSuggestions', 'GET /teams/{place}/commands/autocomplete_suggestions', {
		query: 'user_input=/shru',
	}),
	empty('oauthApp/getAuthorized', 'GET /users/{user}/oauth/apps/authorized', { as: 'user' }),
	...(['one', 'many'] as const).flatMap((state): Step[] => [
		does(`consent to application ${state}`, 'POST ^/oauth/authorize', {
			as: 'user',
			cookie: true,
			body: {
				response_type: 'code',
				client_id: `{app_${state}}`,
				redirect_uri: 'http://127.0.0.1:9/',
				state: 'kept',
				scope: '',
			},
		}),
		asks(state, 'oauthApp/getAuthorized', 'GET /users/{user}/oauth/apps/authorized', {
			as: 'user',
		}),
	]),
	many('oauthApp/getAll', 'GET /oauth/apps'),
	...(['one', 'many'] as const).flatMap((state): Step[] => [
		does(`application ${state} removed`, `DELETE /oauth/apps/{app_${state}}`),
		does(`emoji ${state} removed`, `DELETE /emoji/{emoji_${state}}`),
	]),
];

const categories = '/users/{lone}/teams/{place}/channels/categories';
const category = (more: object) => ({
	user_id: '{lone}',
	team_id: '{place}',
	type: 'custom',
	channel_ids: [],
	...more,
});

const system: Step[] = [
	empty('role/getByNames', 'POST /roles/names', { body: ['nothing'] }),
	one('role/getByNames', 'POST /roles/names', { body: ['channel_user'] }),
	many('role/getByNames', 'POST /roles/names', { body: ['channel_user', 'team_user'] }),
	many('role/getAll', 'GET /roles'),
	many('channelCategory/getAll', `GET ${categories}`),
	...['1', '2'].map((name) =>
		does(`category ${name}`, `POST ${categories}`, {
			body: category({ display_name: name }),
			keeps: { [`category${name}`]: 'id' },
		}),
	),
	empty('channelCategory/replaceMany', `PUT ${categories}`, { body: [] }),
	one('channelCategory/replaceMany', `PUT ${categories}`, {
		body: [category({ id: '{category1}', display_name: 'A' })],
	}),
	many('channelCategory/replaceMany', `PUT ${categories}`, {
		body: [
			category({ id: '{category1}', display_name: 'B' }),
			category({ id: '{category2}', display_name: 'C' }),
		],
	}),
	{
		...many('channelCategory/getOrder', `GET ${categories}/order`),
		keeps: { order0: '0', order1: '1', order2: '2', order3: '3', order4: '4' },
	},
	many('channelCategory/updateOrder', `PUT ${categories}/order`, {
		body: ['{order0}', '{order1}', '{order2}', '{order3}', '{order4}'],
	}),
	many('system/getTimezones', 'GET /system/timezones'),
	many('system/getAnalytics', 'GET /analytics/old', { query: 'name=standard' }),
	many('system/getAudits', 'GET /audits'),
	empty('job/getByType', 'GET /jobs/type/import_delete'),
	...(['one', 'many'] as const).flatMap((state): Step[] => [
		does(`job ${state}`, 'POST /jobs', { body: { type: 'import_delete' } }),
		asks(state, 'job/getByType', 'GET /jobs/type/import_delete'),
	]),
	many('job/getAll', 'GET /jobs'),
	empty('exportFile/getAll', 'GET /exports'),
	empty('exportFile/getImports', 'GET /imports'),
	empty('agent/getAll', 'GET /agents'),
	empty('plugin/getWebapp', 'GET /plugins/webapp'),
	empty('plugin/getStatuses', 'GET /plugins/statuses'),
	empty('plugin/getMarketplace', 'GET /plugins/marketplace'),
	does('plugin', 'POST /plugins', { plugin: true }),
	one('plugin/getStatuses', 'GET /plugins/statuses'),
	does('plugin removed', 'DELETE /plugins/com.example.live'),
	empty('recap/getAll', 'GET /recaps', { as: 'user' }),
	...(['one', 'many'] as const).flatMap((state): Step[] => [
		does(`recap ${state}`, 'POST /recaps', {
			as: 'user',
			body: { title: state, channel_ids: ['{channel}'], agent_id: 'none' },
		}),
		asks(state, 'recap/getAll', 'GET /recaps', { as: 'user' }),
	]),
	does('bot', 'POST /bots', { body: { username: '{run}-bot1' } }),
	does('another bot', 'POST /bots', { body: { username: '{run}-bot2' } }),
	many('bot/getAll', 'GET /bots'),
];

/** Each list with no row, one row and several, as far as a server lets it (`unlisted.ts`). */
export const lists: Step[] = [
	...setting,
	...place,
	...posts,
	...files,
	...channels,
	...teams,
	...users,
	...integrations,
	...system,
];
