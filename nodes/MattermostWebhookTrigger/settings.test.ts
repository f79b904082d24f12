import type { IDataObject } from 'n8n-workflow';
import { hookContext } from '../../test/support/contexts';
import { failureOf, service } from '../../test/support/units';
import { triggerClient } from '../shared/triggers/context';
import type { Source } from './deliveries';
import { readRegistration, secretOf } from './settings';

const TEAM = 'a'.repeat(26);

const read = async (source: Source, parameters: IDataObject, raw?: IDataObject) => {
	const context = hookContext({ parameters: { team: TEAM, ...parameters }, raw });
	return await readRegistration(context, triggerClient(context, service(), 'Register'), source);
};

describe('a command', () => {
	test('may be a number, and so may its words', async () => {
		const registrationOptions = { username: 7, autoCompleteHint: 8, iconUrl: null };
		expect(await read('command', { trigger: 911, registrationOptions })).toEqual({
			teamId: TEAM,
			trigger: '911',
			autoComplete: true,
			username: '7',
			autoCompleteHint: '8',
		});
	});

	test.each([
		['Command', { trigger: {} }],
		['Username', { trigger: 'deploy', registrationOptions: { username: ['a'] } }],
		['Icon URL', { trigger: 'deploy', registrationOptions: { iconUrl: { url: 'x' } } }],
	])('%s is no object', async (label, parameters) => {
		const { message } = await failureOf(read('command', parameters));
		expect(message).toMatch(`"${label}" must be a text, not `);
	});
});

describe('when an outgoing webhook triggers', () => {
	const words = { triggerWords: '#help' };

	test('is one of the choices', async () => {
		for (const triggerWhen of ['exact', 'startsWith']) {
			expect(await read('outgoing', { ...words, triggerWhen })).toMatchObject({ triggerWhen });
		}
		const { message } = await failureOf(read('outgoing', { ...words, triggerWhen: 'begins' }));
		expect(message).toBe('"Trigger When" does not accept "begins"');
	});

	test('is not decided by an expression that gives nothing', async () => {
		const { message } = await failureOf(
			read('outgoing', { ...words, triggerWhen: '' }, { triggerWhen: '={{ $vars.when }}' }),
		);
		expect(message).toBe('"Trigger When" is empty');
	});
});

test.each([
	[' secret ', 'secret'],
	[4711, '4711'],
	[{}, ''],
	[undefined, ''],
])('the secret %j', (secret, known) => {
	expect(secretOf(hookContext({ parameters: { secret } as IDataObject }))).toBe(known);
});
