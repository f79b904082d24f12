import { NodeOperationError } from 'n8n-workflow';
import { clientOf, failureOf, service } from '../../../test/support/units';

const oauth = service({ credential: () => 'testOAuth2Api' });

test('the credential that the node’s parameters choose, read once', async () => {
	let reads = 0;
	const { client } = clientOf({
		params: { authentication: 'bot' },
		service: service({ credential: (param) => `${String(param('authentication'))}Api` }),
		host: {
			credentials: async (type) => {
				reads++;
				return { url: `https://${type}.test` };
			},
		},
	});
	expect(await client.access()).toEqual({
		type: 'botApi',
		credentials: { url: 'https://botApi.test' },
		roots: { api: 'https://botApi.test/api', site: 'https://botApi.test' },
	});
	await client.access();
	expect(reads).toBe(1);
});

test('its secrets and the tokens of a connection are shown nowhere from then on', async () => {
	const oauthTokenData = { access_token: 'the-access-token', refresh_token: 'the-refresh-token' };
	const { client } = clientOf({ service: oauth, credentials: { oauthTokenData } });
	await client.access();
	expect(client.redact('secret-token the-access-token the-refresh-token')).toBe('*** *** ***');
	expect(client.refuse('Name', 'is secret-token', 'x').message).toBe('"Name" is ***');
});

test('an unusable URL is refused, with where to correct it', async () => {
	const { client } = clientOf({
		service: service({ roots: () => ({ problem: 'The URL is empty' }) }),
		itemIndex: 3,
	});
	const error = await failureOf(client.access());
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error.message).toBe('The URL is empty');
	expect(error.description).toBe('Correct it in the Mattermost credential');
	expect((error as NodeOperationError).context.itemIndex).toBe(3);
});

test.each([undefined, null, 'x', {}, { access_token: '' }])(
	'an OAuth2 credential with %j is not connected',
	async (oauthTokenData) => {
		const { client } = clientOf({
			service: oauth,
			credentials: { oauthTokenData: oauthTokenData as never },
			itemIndex: 1,
		});
		const error = await failureOf(client.access());
		expect(error.message).toBe('The Mattermost credential is not connected');
		expect(error.description).toBe('Open the credential and press Connect');
		expect((error as NodeOperationError).context.itemIndex).toBe(1);
	},
);
