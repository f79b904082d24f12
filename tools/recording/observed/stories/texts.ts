import type { Step } from '../types';
import { setting } from './setting';

const show = (steps: Step[]): Step[] => steps.map((step) => ({ shows: ['answer'], ...step }));
const post = (what: string, message: string): Step => ({
	what,
	send: 'POST /posts',
	body: { channel_id: '{channel}', message },
});

/** The channel or user with such a text. */
const patch = (what: string, body: Step['body'], of: 'channel' | 'user' = 'channel'): Step => ({
	what,
	...(of === 'user' && { as: of }),
	send: of === 'user' ? 'PUT /users/{user}/patch' : 'PUT /channels/{channel}/patch',
	body,
});
const members = (what: string, query: string, shows?: Step['shows']): Step => ({
	what,
	...(shows && { shows }),
	send: 'GET /channels/{channel}/members',
	query,
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
		patch('header of 1024', { header: 'é'.repeat(1_024) }),
		patch('header of 1025', { header: 'é'.repeat(1_025) }),
		patch('purpose of 250', { purpose: '漢'.repeat(250) }),
		patch('purpose of 251', { purpose: '漢'.repeat(251) }),
		patch('display name of 64', { display_name: '漢'.repeat(64) }),
		patch('display name of 65', { display_name: '漢'.repeat(65) }),
		patch('nickname of 64', { nickname: '漢'.repeat(64) }, 'user'),
		patch('nickname of 65', { nickname: '漢'.repeat(65) }, 'user'),
		{ what: 'no hooks', send: 'GET /hooks/incoming', query: 'team_id={team}' },
		{ what: 'no commands', send: 'GET /commands', query: 'team_id={team}&custom_only=true' },
		{ what: 'no archived channels', send: 'GET /teams/{team}/channels/deleted' },
		members('members beyond the end', 'page=50&per_page=200'),
		{
			what: 'posts beyond the end',
			send: 'GET /channels/{channel}/posts',
			query: 'page=50&per_page=200',
		},
		members('one member', 'page=1&per_page=1', ['rows']),
		members('negative page', 'page=-1&per_page=-1', ['rows']),
		members('no rows a page', 'page=0&per_page=0', ['rows']),
	]),
];
