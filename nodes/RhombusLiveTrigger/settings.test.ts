import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { hookContext } from '../../test/support/contexts';
import { failureOf, service } from '../../test/support/units';
import { triggerClient } from '../shared/triggers/context';
import { readSettings } from './settings';

const eventsOf = async (events: unknown) => {
	const context = hookContext({
		parameters: { events } as IDataObject,
	}) as unknown as ITriggerFunctions;
	const { filter } = await readSettings(context, triggerClient(context, service(), 'Listen'));
	return [...filter.events];
};

test.each([
	[['alert'], ['alert']],
	['alert, access', ['alert', 'access']],
	['["alert", "access"]', ['alert', 'access']],
])('%j: %j', async (given, events) => {
	expect(await eventsOf(given)).toEqual(events);
});

test.each([
	[['alert', 'Alert'], '"Trigger On" does not accept "Alert"'],
	[{ alert: true }, '"Trigger On" must be a list of texts, not {"alert":true}'],
	[[], '"Trigger On" is empty'],
	['[]', '"Trigger On" is empty'],
	[null, '"Trigger On" is empty'],
])('%j would never start the workflow', async (given, message) => {
	expect((await failureOf(eventsOf(given))).message).toBe(message);
});
