import { contextOf, failureOf } from '../../../test/support/units';
import { readInputFile } from './readInputFile';

const info = { data: '', mimeType: 'image/png', fileName: 'door.png' };

test('a file of the input item, with what n8n knows of it', async () => {
	const file = { data: Buffer.from('image'), info };
	const { context } = contextOf({}, { host: { binary: async () => file } });
	expect(await readInputFile(context, 'data')).toBe(file);
});

test('one that is not there is refused with those that are', async () => {
	const binary = async () => await Promise.reject(new Error('n8n’s own words'));
	const inputItem = () => ({ json: {}, binary: { photo: info, plan: info } });
	const { context } = contextOf({}, { host: { binary, inputItem } });
	const error = await failureOf(readInputFile(context, 'data'));
	expect(error.message).toContain('is "data", but the input item has no file of that name');
	expect(error.description).toContain('Use one of its files: photo, plan');
	// It is there, so something else went wrong.
	await expect(readInputFile(context, 'photo')).rejects.toThrow('n8n’s own words');
	const { context: bare } = contextOf({}, { host: { binary } });
	expect((await failureOf(readInputFile(bare, 'data'))).description).toContain('no files at all');
});
