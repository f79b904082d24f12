import type { IDataObject } from 'n8n-workflow';
import { hookContext, webhookContext } from '../../test/support/contexts';
import { failureOf, service } from '../../test/support/units';
import { triggerClient } from '../shared/triggers/context';
import { create } from './lifecycle';
import { receive } from './receive';
import { readDesiredRegistration, readProof } from './settings';

const URL = 'https://n8n.example.com/webhook/1';
const HEADER = { headerName: 'X-Token', headerValue: 'right' };

const wishOf = async (parameters: IDataObject, raw?: IDataObject) => {
	const context = hookContext({
		parameters: { source: 'doorSensor', ...parameters },
		raw,
		url: URL,
	});
	return await readDesiredRegistration(context, triggerClient(context, service(), 'Register'));
};

describe('the state of a door that is reported', () => {
	test('is one of the choices', async () => {
		expect((await wishOf({ doorState: 'AJAR' })).subscription.doorState).toBe('AJAR');
		const { message } = await failureOf(wishOf({ doorState: 'open' }));
		expect(message).toBe('"Door State" does not accept "open"');
	});

	test('is not decided by an expression that gives nothing', async () => {
		const { message } = await failureOf(wishOf({ doorState: '' }, { doorState: '={{ $vars.a }}' }));
		expect(message).toBe('"Door State" is empty');
	});
});

test('a pause that is set has a length', async () => {
	const pause = async (backoffSec: unknown) =>
		await wishOf({ doorState: 'OPEN', subscriptionOptions: { backoffSec } as IDataObject });
	expect((await pause('30')).subscription.backoffSec).toBe(30);
	expect((await pause(0)).subscription).not.toHaveProperty('backoffSec');
	const { message } = await failureOf(pause(''));
	expect(message).toBe('"Pause Between Events (Seconds)" is empty');
});

describe('activities', () => {
	let alerts = 0;
	/** Whether a delivery starts the workflow. */
	const given = (activities: unknown, activityTrigger: unknown) => {
		const parameters = { source: 'manual', ...HEADER, activities } as IDataObject;
		const raw = { activities: '={{ $vars.activities }}' };
		const body = { alertUuid: `a${++alerts}`, activityTrigger };
		const { context } = webhookContext(
			{ parameters, raw },
			{ body, headers: { 'x-token': 'right' } },
		);
		return receive(context).workflowData !== undefined;
	};

	test.each([
		['motion_human, face'],
		[['motion_human', 'face']],
		['["motion_human", "face"]'],
		['motion_human\nface'],
	])('%j lets these pass', (activities) => {
		expect(given(activities, 'MOTION_HUMAN')).toBe(true);
		expect(given(activities, 'FACE')).toBe(true);
		expect(given(activities, 'MOTION_CAR')).toBe(false);
	});

	test.each([[''], [{}], [undefined]])('%j of an expression lets none pass', (activities) => {
		expect(given(activities, 'MOTION_HUMAN')).toBe(false);
	});
});

describe('what proves a delivery', () => {
	const proofOf = (parameters: IDataObject) => readProof(hookContext({ parameters }));

	test('may be a number, and is no object, which anybody can guess as a text', () => {
		expect(proofOf({ signingSecret: 4711, headerName: 'X-A', headerValue: 7 })).toEqual({
			signingSecret: '4711',
			headerName: 'x-a',
			headerValue: '7',
		});
		expect(proofOf({ signingSecret: {}, headerName: null, headerValue: ['a'] })).toEqual({
			signingSecret: '',
			headerName: '',
			headerValue: '',
		});
	});

	test('is not the header alone where an expression was meant to give the secret', async () => {
		const parameters = { source: 'manual', ...HEADER, signingSecret: '' };
		const credentials = { region: 'us', apiKey: 'k' };
		const made = async (raw: IDataObject) =>
			await create(hookContext({ parameters, raw, url: URL, credentials }));
		expect(await made({})).toBe(true);
		const { message } = await failureOf(made({ signingSecret: '={{ $vars.secret }}' }));
		expect(message).toBe('"Webhook Secret" is empty');
	});
});
