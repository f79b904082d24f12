import type { IDataObject, ITriggerFunctions } from 'n8n-workflow';
import { hookContext } from '../../test/support/contexts';
import { failureOf, service } from '../../test/support/units';
import { triggerClient } from '../shared/triggers/context';
import { readSettings } from './settings';

const eventsOf = async (parameters: IDataObject) => {
	const context = hookContext({ parameters }) as unknown as ITriggerFunctions;
	const { filter } = await readSettings(context, triggerClient(context, service(), 'Listen'));
	return [...filter.events];
};

test.each<[IDataObject, string[]]>([
	[{ events: ['posted'], moreEvents: [] }, ['posted']],
	[{ events: 'posted, post_edited' }, ['posted', 'post_edited']],
	[{ events: '["posted", "post_edited"]' }, ['posted', 'post_edited']],
	[
		{ moreEvents: '["new_user"]', options: { eventNames: '["custom_a"]' } },
		['new_user', 'custom_a'],
	],
])('%j: %j', async (parameters, events) => {
	expect(await eventsOf(parameters)).toEqual(events);
});

test.each<[string, IDataObject]>([
	['Events', { events: {} }],
	['More Events', { events: ['posted'], moreEvents: { posted: true } }],
	['Events by Name', { events: ['posted'], options: { eventNames: {} } }],
])('%s are no object, whose name would be that of no event', async (label, parameters) => {
	const { message } = await failureOf(eventsOf(parameters));
	expect(message).toMatch(`"${label}" must be a list of texts, not {`);
});

test('without any nothing would start the workflow', async () => {
	for (const parameters of [{}, { events: [] }, { events: '' }, { events: '[]' }]) {
		expect((await failureOf(eventsOf(parameters))).message).toBe('"Events" is empty');
	}
});
