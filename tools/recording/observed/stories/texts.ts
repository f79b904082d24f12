import type { Step } from '../types';
import { setting } from './setting';

const show = (steps: Step[]): Step[] => steps.map((step) => ({ shows: ['answer'], ...step }));
const post = (what: string, message: string): Step => ({
	what,
	send: 'POST /posts',
	body: { channel_id: '{channel}', message },
});

/** How long a text may be, what becomes of unusual characters, and lists with nothing, one and many rows. */
export const texts: Step[] = [
	...setting,
	...show([
		{ what: 'no posts', send: 'GET /channels/{channel}/pinned' },
		post('4000 characters', 'x'.repeat(4_000)),
		post('4001 characters', 'x'.repeat(4_001)),
		post('16383 characters', 'x'.repeat(16_383)),
		post('16384 characters', 'x'.repeat(16_384)),
		post('16383 characters of two bytes', 'é'.repeat(16_383)),
		post('16383 pictograms', '😀'.repeat(16_383)),
		post('16384 pictograms', '😀'.repeat(16_384)),
		post('scripts', 'Ünïcode 漢字 עברית 👩‍👩‍👧'),
		post('a null character', 'a\u0000b'),
		post('half a pictogram', 'a\ud83db'),
		post('spaces around', '  padded \n'),
		post('only spaces', ' \n '),
		post('nothing', ''),
		post('null', null as never),
		{
			what: 'props of 8000 characters',
			send: 'POST /posts',
			body: { channel_id: '{channel}', message: 'props', props: { long: 'x'.repeat(7_989) } },
		},
		{
			what: 'props of 800001 characters',
			send: 'POST /posts',
			body: { channel_id: '{channel}', message: 'props', props: { long: 'x'.repeat(799_991) } },
		},
		{
			what: 'header of 1024',
			send: 'PUT /channels/{channel}/patch',
			body: { header: 'é'.repeat(1_024) },
		},
		{
			what: 'header of 1025',
			send: 'PUT /channels/{channel}/patch',
			body: { header: 'é'.repeat(1_025) },
		},
		{
			what: 'purpose of 250',
			send: 'PUT /channels/{channel}/patch',
			body: { purpose: '漢'.repeat(250) },
		},
		{
			what: 'purpose of 251',
			send: 'PUT /channels/{channel}/patch',
			body: { purpose: '漢'.repeat(251) },
		},
		{
			what: 'display name of 64',
			send: 'PUT /channels/{channel}/patch',
			body: { display_name: '漢'.repeat(64) },
		},
		{
			what: 'display name of 65',
			send: 'PUT /channels/{channel}/patch',
			body: { display_name: '漢'.repeat(65) },
		},
		{
			what: 'nickname of 64',
			as: 'user',
			send: 'PUT /users/{user}/patch',
			body: { nickname: '漢'.repeat(64) },
		},
		{
			what: 'nickname of 65',
			as: 'user',
			send: 'PUT /users/{user}/patch',
			body: { nickname: '漢'.repeat(65) },
		},
		{ what: 'no hooks', send: 'GET /hooks/incoming', query: 'team_id={team}' },
		{ what: 'no commands', send: 'GET /commands', query: 'team_id={team}&custom_only=true' },
		{ what: 'no archived channels', send: 'GET /teams/{team}/channels/deleted' },
		{
			what: 'members beyond the end',
			send: 'GET /channels/{channel}/members',
			query: 'page=50&per_page=200',
		},
		{
			what: 'posts beyond the end',
			send: 'GET /channels/{channel}/posts',
			query: 'page=50&per_page=200',
		},
		{
			what: 'one member',
			shows: ['rows'],
			send: 'GET /channels/{channel}/members',
			query: 'page=1&per_page=1',
		},
		{
			what: 'negative page',
			shows: ['rows'],
			send: 'GET /channels/{channel}/members',
			query: 'page=-1&per_page=-1',
		},
		{
			what: 'no rows a page',
			shows: ['rows'],
			send: 'GET /channels/{channel}/members',
			query: 'page=0&per_page=0',
		},
	]),
];
