import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import { addressButtons, addressDialog } from './addressing';
import { addressOf, buttonToken, formIn, leaveAddress, stateIn } from '../triggerAddress';
import { userOfTriggerId } from '../triggerId';
import type { OperationContext } from '../../../shared/model/operation';
import type { ApiRequest } from '../../../shared/http/types';
import { leading } from '../../../../test/support/present';

/** Buttons and forms find the webhook trigger of their workflow. */

const BOB = 'b'.repeat(26);
const TRIGGER_ID = Buffer.from(`client:${BOB}:1795804962982:c2ln`).toString('base64');
const URL_OF = 'https://n8n.example.com/webhook/x/mattermost';

function contextWith(
	memory: IDataObject,
	options: IDataObject = {},
	version = '11.7.0',
	started: INodeExecutionData[] = [],
): OperationContext {
	const have = version.split('.').map(Number);
	return {
		host: {
			workflow: {
				memory: () => memory,
				has: (name: string) => name !== 'Gone',
				startedWith: () => started,
			},
			param: () => ({}),
		},
		resource: { value: 'dialog', name: 'Dialog', operations: [] },
		operation: {
			value: 'open',
			optional: [{ name: 'secret', kind: 'string', label: 'Secret', description: '' }],
		},
		param: () => options,
		addSecrets: () => undefined,
		serverVersion: async () => have,
		serverIsAtLeast: async (wanted: string) => {
			const [major, minor] = leading(wanted.split('.').map(Number), 2);
			return have[0]! > major || (have[0] === major && have[1]! >= minor);
		},
		refuse: (field: string, problem: string) => new Error(`"${field}" ${problem}`),
	} as unknown as OperationContext;
}

function memoryOf(...names: string[]): IDataObject {
	const memory: IDataObject = {};
	for (const name of names) leaveAddress(memory, { id: name, name }, `${URL_OF}/${name}`);
	return memory;
}

const button = (integration?: IDataObject) => [{ name: 'Yes', type: 'button', integration }];

describe('buttons', () => {
	test('without a URL report to the only trigger, with its token', () => {
		const memory = memoryOf('A', 'Gone');
		expect(addressButtons(contextWith(memory), button({ context: { order: 7 } }))).toEqual([
			{
				name: 'Yes',
				type: 'button',
				integration: {
					url: `${URL_OF}/A`,
					context: { order: 7, token: buttonToken(addressOf(memory, 'A')!.key, { order: 7 }) },
				},
			},
		]);
	});

	test('with a URL of one of several triggers get its token; others stay as they are', () => {
		const memory = memoryOf('A', 'B');
		const context = contextWith(memory);
		expect(addressButtons(context, button({ url: `${URL_OF}/B` }))).toMatchObject([
			{ integration: { context: { token: buttonToken(addressOf(memory, 'B')!.key, {}) } } },
		]);
		const elsewhere = button({ url: 'https://example.com/', context: { a: 1 } });
		expect(addressButtons(context, elsewhere)).toEqual(elsewhere);
	});

	test.each([
		['no trigger', memoryOf('Gone'), /no active trigger/],
		['two triggers', memoryOf('A', 'B'), /has 2 triggers/],
	])('%s: refused', (_what, memory, message) => {
		expect(() => addressButtons(contextWith(memory), button())).toThrow(message);
	});
});

describe('forms', () => {
	const open = (dialog: IDataObject, url = '', trigger_id = TRIGGER_ID) =>
		({ body: { trigger_id, url, dialog } }) as unknown as ApiRequest;
	const sentBy = async (context: OperationContext, request: ApiRequest) =>
		(await addressDialog(context, request)).body as { url: string; dialog: IDataObject };

	test('are signed for the person of the trigger ID, with live menus and refreshes', async () => {
		const memory = memoryOf('A');
		const elements = [{ name: 'door', data_source: 'dynamic', refresh: true }];
		const { url, dialog } = await sentBy(contextWith(memory), open({ state: 'S', elements }));
		const { key } = addressOf(memory, 'A')!;
		const form = formIn([key], new URL(url).searchParams.get('form'))!;
		expect(form.user).toBe(BOB);
		expect(stateIn([key], form, dialog.state)?.state).toBe('S');
		expect(dialog).toMatchObject({ source_url: url, elements: [{ data_source_url: url }] });
		expect(JSON.stringify(dialog) + url).not.toContain(key);
	});

	test('of another workflow’s trigger are signed with its secret, which is not sent', async () => {
		const context = contextWith({}, { secret: 'told to others' });
		const { url } = await sentBy(context, open({ elements: [] }, URL_OF));
		expect(formIn(['told to others'], new URL(url).searchParams.get('form'))?.user).toBe(BOB);
		expect(url).not.toContain('told');
	});

	test('for something else stay as they are', async () => {
		const request = open({ elements: [] }, 'https://example.com/');
		expect(await addressDialog(contextWith({}), request)).toBe(request);
	});

	test.each<[string, IDataObject, string, string, RegExp]>([
		['live menu', { data_source: 'dynamic' }, '10.11.0', TRIGGER_ID, /live menu.*10\.11\.0/],
		['refresh', { refresh: true }, '11.0.0', TRIGGER_ID, /Refresh.*11\.0\.0/],
		['multiselect', { multiselect: true }, '10.11.0', TRIGGER_ID, /Multiselect.*10\.11\.0/],
		['date', { type: 'date' }, '11.0.0', TRIGGER_ID, /date.*11\.0\.0/],
		['time', { type: 'datetime' }, '5.37.0', TRIGGER_ID, /time.*5\.37\.0/],
		['file', { type: 'file' }, '11.6.0', TRIGGER_ID, /file.*11\.6\.0/],
		['button', { type: 'action_button' }, '11.9.0', TRIGGER_ID, /button.*11\.9\.0/],
		['trigger ID', {}, '11.7.0', 'x', /"Trigger ID" is not an ID from Mattermost/],
	])('a %s that cannot work is refused', async (_what, element, version, id, message) => {
		const context = contextWith(memoryOf('A'), {}, version);
		const elements = [{ name: 'e', ...element }];
		await expect(addressDialog(context, open({ elements }, '', id))).rejects.toThrow(message);
	});

	test('a live menu needs an address that Mattermost’s web app asks', async () => {
		const memory: IDataObject = {};
		leaveAddress(memory, { id: 'A', name: 'A' }, 'http://n8n.lan:5678/webhook/x');
		const elements = [{ name: 'door', data_source: 'dynamic' }];
		await expect(addressDialog(contextWith(memory), open({ elements }))).rejects.toThrow(/https/);
	});
});

test('a key outlives restarts and new addresses; another node has another', () => {
	const memory = memoryOf('A', 'B');
	const before = addressOf(memory, 'A')!;
	leaveAddress(memory, { id: 'A', name: 'Renamed' }, 'https://moved.example.com/');
	expect(addressOf(memory, 'A')).toEqual({
		name: 'Renamed',
		url: 'https://moved.example.com/',
		key: before.key,
	});
	expect(addressOf(memory, 'B')!.key).not.toBe(before.key);
	expect(addressOf(memory, '__proto__')).toBeUndefined();
});

test.each(['', 'x', Buffer.from('a:b:c:d').toString('base64')])('%j is no trigger ID', (id) =>
	expect(userOfTriggerId(id)).toBeUndefined(),
);
