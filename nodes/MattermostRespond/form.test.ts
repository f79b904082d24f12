import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { hookContext } from '../../test/support/contexts';
import { failureOf } from '../../test/support/units';
import type { AnswerTo } from './answers';
import { textsOf } from './form';

const visibilityOf = async (to: AnswerTo, parameters: IDataObject) => {
	const context = {
		...hookContext({ parameters }),
		getInputData: () => [{ json: {} }],
		getNodeParameter: (name: string) => parameters[name] ?? null,
		getExecuteData: () => ({}),
	} as unknown as IExecuteFunctions;
	return (await textsOf(context, to)).visibility;
};

test.each<[AnswerTo, IDataObject, string]>([
	['command', { visibility: 'channel' }, 'channel'],
	['command', { visibility: 'person' }, 'person'],
	['command', { visibility: '' }, 'person'],
	['message', { postAs: 'channel' }, 'channel'],
	['message', { postAs: 'thread' }, 'thread'],
	['message', { postAs: '' }, 'thread'],
])('a response to a %s with %j is for the %s', async (to, parameters, seen) => {
	expect(await visibilityOf(to, parameters)).toBe(seen);
});

test.each<[AnswerTo, IDataObject, string]>([
	['command', { visibility: 'everyone' }, '"Visible To" does not accept "everyone"'],
	['message', { postAs: 'reply' }, '"Post As" does not accept "reply"'],
])('a response to a %s with %j is refused', async (to, parameters, message) => {
	expect((await failureOf(visibilityOf(to, parameters))).message).toBe(message);
});
