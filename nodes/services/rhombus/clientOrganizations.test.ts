import type { IDataObject } from 'n8n-workflow';
import { clientOf, failureOf, service } from '../../../test/support/units';
import { clientOrganizations } from './clientOrganizations';

const EXPRESSION = '={{ $json.client }}';

/** @param raw the option as the workflow holds it */
const accessOf = async (clientOrganization: unknown, raw: unknown = clientOrganization) =>
	await clientOf({
		service: service({ organizations: clientOrganizations }),
		credentials: { scheme: 'partner-api-token', partnerOrgUuid: 'of the credential' },
		settings: { clientOrganization } as IDataObject,
		raw: { requestOptions: { clientOrganization: raw } } as never,
	}).client.access();

const picked = (value: unknown) => ({ __rl: true, mode: 'id', value });

test.each([[''], [null], [undefined], [{}]])(
	'an expression that gives %j is refused: it would act for the organization of the credential',
	async (value) => {
		for (const [given, raw] of [
			[picked(value), picked(EXPRESSION)],
			[value, EXPRESSION],
		]) {
			const { message } = await failureOf(accessOf(given, raw));
			expect(message).toBe('"Client Organization" is empty');
		}
	},
);

test('an option that was left empty means that of the credential, and so does an expression in the editor', async () => {
	for (const given of [picked(''), picked(EXPRESSION), EXPRESSION]) {
		const { credentials } = await accessOf(given);
		expect(credentials.partnerOrgUuid).toBe('of the credential');
	}
});
