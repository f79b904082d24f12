import type { IDataObject } from 'n8n-workflow';
import { hookContext } from '../../../test/support/contexts';
import { forget, keep, keptOf, urlOf } from './registrationMemory';

const URL = 'https://n8n.example.com/webhook/id/rhombus';
const at = (memory: IDataObject, more: { url?: string; instance?: string } = { url: URL }) =>
	hookContext({ parameters: {}, memory, ...more });

test('what a node kept is its own, also after n8n has moved', () => {
	const memory: IDataObject = {};
	keep(at(memory), { id: 'hook1' });
	expect(memory).toEqual({ id: 'hook1', url: URL, instance: 'this n8n' });
	expect(keptOf(at(memory))).toEqual(memory);
	expect(keptOf(at(memory, { url: 'http://other:5678/n8n/webhook/id/rhombus' })).id).toBe('hook1');
	// What is handed out is a copy.
	keptOf(at(memory)).id = 'changed';
	expect(memory.id).toBe('hook1');
});

test.each([
	['a copy in another n8n', { url: URL, instance: 'another n8n' }],
	['a copy of the node, under another path', { url: 'https://n8n.example.com/webhook/di/rhombus' }],
	['a node without an address', { url: undefined }],
])('%s takes over nothing', (_what, more) => {
	const memory: IDataObject = {};
	keep(at(memory), { id: 'hook1' });
	expect(keptOf(at(memory, more))).toEqual({});
});

test('nothing was kept at first, and nothing is left afterwards', () => {
	const memory: IDataObject = {};
	expect(keptOf(at(memory))).toEqual({});
	keep(at(memory), { id: 'hook1', team: 't1' });
	forget(at(memory));
	expect(memory).toEqual({});
});

test('an n8n that has no ID is the same one', () => {
	const memory: IDataObject = {};
	const context = at(memory);
	Object.assign(context, { getInstanceId: undefined });
	keep(context, { id: 'hook1' });
	expect(keptOf(context).id).toBe('hook1');
	expect(keptOf(at(memory))).toEqual({});
});

test('the address of the node', () => {
	expect(urlOf(at({}))).toBe(URL);
	expect(urlOf(at({}, { url: undefined }))).toBe('');
});
