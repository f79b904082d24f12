import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';
import {
	apiError,
	factsOf,
	isUnsure,
	restated,
	validationError,
	type Failure,
	type Origin,
} from './errorFactory';
import { Secrets } from './redact';

const SECRET = 'hunter2hunter2';
const node = { id: '1', name: 'Mattermost', type: 'x', typeVersion: 1 } as unknown as INode;

function originOf(itemIndex = 0): Origin {
	const secrets = new Secrets();
	secrets.add([SECRET]);
	return { node, where: 'Post → Create', itemIndex, secrets };
}

describe('an error about what the user gave', () => {
	const error = validationError(originOf(2), 'Channel', 'is empty', 'Choose one');

	test('names field, problem, remedy and place, and says that nothing was sent', () => {
		expect(error).toBeInstanceOf(NodeOperationError);
		expect(error.message).toBe('"Channel" is empty');
		expect(error.description).toBe('Choose one (Post → Create, item 3; nothing was sent)');
		expect(error.context.itemIndex).toBe(2);
	});

	test('keeps its words where n8n would take one for a network code', () => {
		const { message } = validationError(originOf(), 'consoleAccessGranted', 'is EACCES', 'x');
		expect(message).toBe('"consoleAccessGranted" is EACCES');
	});

	test('shows no secret and no endless text', () => {
		const { message, description } = validationError(
			originOf(),
			'Channel',
			`is ${SECRET} ${'x'.repeat(5_000)}`,
			`Not ${SECRET}`,
		);
		expect(message).toContain('is *** x');
		expect(message.length).toBeLessThanOrEqual(1_000);
		expect(description).toMatch(/^Not \*\*\* /);
	});

	test('is no failure of a change', () => {
		expect(isUnsure(error)).toBe(false);
		expect(factsOf(error)).toEqual({});
	});
});

describe('an error about what the server said', () => {
	const failure: Failure = {
		message: 'Mattermost: no such channel',
		advice: 'Choose another one',
		httpCode: '404',
		facts: { 'error ID': 'api.channel', 'request ID': undefined },
	};

	test('names the words, the remedy, the place and the facts that there are', () => {
		const error = apiError(originOf(), failure);
		expect(error).toBeInstanceOf(NodeApiError);
		expect(error.message).toBe('Mattermost: no such channel');
		expect(error.description).toBe(
			'Choose another one (Post → Create, item 1; HTTP 404; error ID api.channel)',
		);
		expect(error.httpCode).toBe('404');
		expect(error.context.itemIndex).toBe(0);
		expect(factsOf(error)).toEqual({ httpCode: '404', errorId: 'api.channel' });
	});

	test('does without advice and status', () => {
		const error = apiError(originOf(), { message: 'gone' });
		expect(error.description).toBe('(Post → Create, item 1)');
		expect(factsOf(error)).toEqual({});
	});

	test('shows no secret, wherever the server repeats it', () => {
		const error = apiError(originOf(), {
			message: `bad ${SECRET}`,
			advice: `not ${SECRET}`,
			facts: { token: SECRET },
		});
		const shown = JSON.stringify([error.message, error.description, factsOf(error)]);
		expect(shown).not.toContain(SECRET);
		expect(shown.match(/\*\*\*/g)).toHaveLength(4);
	});

	test.each([true, false])('tells whether the change may have been made: %s', (unsure) => {
		expect(isUnsure(apiError(originOf(), { ...failure, unsure }))).toBe(unsure);
	});
});

describe('for another item', () => {
	test.each([
		['validation', (origin: Origin) => validationError(origin, 'A', `is ${SECRET}`, 'Correct it')],
		['API', (origin: Origin) => apiError(origin, { message: `is ${SECRET}`, httpCode: '500' })],
	] as const)('%s errors are said again with that one’s number', (_kind, make) => {
		const origin = originOf();
		const error = make(origin);
		const other: Origin = { ...originOf(4), secrets: new Secrets() };
		const again = restated(error, other) as NodeApiError;
		expect(again.constructor).toBe(error.constructor);
		expect(again.message).toBe(error.message);
		expect(again.message).not.toContain(SECRET);
		expect(again.description).toContain('item 5');
		expect(again.context.itemIndex).toBe(4);
		expect(factsOf(again)).toEqual(factsOf(error));
		expect(restated(error, origin)).toBe(error);
	});

	test('a foreign error stays as it is', () => {
		const foreign = new Error('x');
		expect(restated(foreign, originOf())).toBe(foreign);
	});
});
