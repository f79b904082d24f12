import type { ILoadOptionsFunctions } from 'n8n-workflow';
import { service } from '../../../test/support/units';
import { editorClient } from './editorClient';

test('a client for lists in the editor names the list, and has the node’s parameters', async () => {
	const context = {
		getNode: () => ({ name: 'Node' }),
		getTimezone: () => 'Europe/Berlin',
		getCurrentNodeParameter: (name: string) => (name === 'resource' ? 'post' : undefined),
		getCredentials: async (type: string) => ({ url: `https://${type}.test` }),
		helpers: {},
	} as unknown as ILoadOptionsFunctions;
	const client = editorClient(context, service(), 'Channel');
	expect(client.param('resource')).toBe('post');
	expect((await client.access()).roots.site).toBe('https://testApi.test');
	expect(client.host.timezone).toBe('Europe/Berlin');
	// A person waits for it.
	expect(client.host.isUrgent).toBe(true);
	expect(client.refuse('a', 'b', 'c').description).toContain('Channel → List, item 1');
});
