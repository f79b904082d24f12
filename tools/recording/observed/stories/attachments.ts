import type { Step } from '../types';
import { setting } from './setting';

const UNKNOWN = 'unknownunknownunknownunkno';
const unknowns = (count: number) =>
	Array.from({ length: count }, (_, at) => `${UNKNOWN.slice(0, 24)}${10 + at}`);

const upload = (keeps: string, as?: Step['as']): Step => ({
	what: `upload ${keeps}`,
	send: 'POST /files',
	query: `channel_id={channel}&filename=${keeps}.txt`,
	file: 'text',
	keeps: { [keeps]: 'file_infos.0.id' },
	shows: [],
	...(as && { as }),
});
const info = (what: string, file: string, as?: Step['as']): Step => ({
	what,
	send: `GET /files/${file}/info`,
	shows: ['answer'],
	...(as && { as }),
});

/** A post with these files, which of them it shows, and how many it has. */
const post = (what: string, file_ids: unknown, as?: Step['as']): Step[] => [
	{
		what,
		send: 'POST /posts',
		body: { channel_id: '{channel}', message: 'With files', file_ids },
		keeps: { post: 'id' },
		shows: ['answer'],
		...(as && { as }),
	},
	{ what: `${what}: files`, send: 'GET /posts/{post}/files/info', shows: ['count'] },
];
const patch = (what: string, file_ids: unknown): Step[] => [
	{ what, send: 'PUT /posts/{edited}/patch', body: { file_ids }, shows: ['answer'] },
	{ what: `${what}: files`, send: 'GET /posts/{edited}/files/info', shows: ['count'] },
];

/** Which of the files that a post names it gets: those that are there, free, and of who posts. */
export const attachments: Step[] = [
	...setting,
	upload('own'),
	info('own file', '{own}'),
	info('file of another', '{own}', 'user'),
	info('unknown file', UNKNOWN),
	...post('own file posted', ['{own}']),
	info('posted file', '{own}', 'user'),
	...post('file of another post', ['{own}']),
	upload('free'),
	...post('file of another post and a free one', ['{own}', '{free}']),
	upload('others'),
	...post('file of another account', ['{others}'], 'user'),
	upload('twice'),
	...post('file named twice', ['{twice}', '{twice}']),
	...post('unknown file posted', [UNKNOWN]),
	...post('malformed file ID', ['short']),
	...[5, 6, 10, 11].flatMap((count) => post(`${count} unknown files`, unknowns(count))),
	{
		what: 'post to edit',
		send: 'POST /posts',
		body: { channel_id: '{channel}', message: 'To edit' },
		keeps: { edited: 'id' },
		shows: [],
	},
	upload('first'),
	...patch('own file added', ['{first}']),
	upload('second'),
	...patch('another added', ['{first}', '{second}']),
	...patch('unknown file added', ['{first}', '{second}', UNKNOWN]),
	...patch('file of another post added', ['{first}', '{second}', '{own}']),
	upload('theirs', 'user'),
	...patch('file of another account added', ['{first}', '{second}', '{theirs}']),
	...patch('file removed', ['{second}']),
	info('removed file', '{first}'),
	...patch('removed file added', ['{first}', '{second}']),
];
