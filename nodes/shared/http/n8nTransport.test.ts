import { setGlobalState, type ILoadOptionsFunctions } from 'n8n-workflow';
import { timezoneOf, transportOf } from './n8nTransport';

describe('the time zone', () => {
	beforeAll(() => setGlobalState({ defaultTimezone: 'America/New_York' }));

	test.each([
		['Europe/Berlin', 'Europe/Berlin'],
		['DEFAULT', 'America/New_York'],
		['', 'America/New_York'],
		[undefined, 'America/New_York'],
	])('%j: %s', (zone, expected) => {
		expect(timezoneOf({ getTimezone: () => zone as string })).toBe(expected);
	});
});

describe('n8n’s way to send', () => {
	const signal = new AbortController().signal;
	const set = () => {
		const calls: unknown[][] = [];
		const context = {
			name: 'context of n8n',
			getExecutionCancelSignal: () => undefined,
			helpers: {
				async httpRequestWithAuthentication(
					this: { name: string; getExecutionCancelSignal(): unknown },
					...given: unknown[]
				): Promise<unknown> {
					calls.push([this.name, this.getExecutionCancelSignal(), ...given]);
					return { statusCode: 200 };
				},
				httpRequest: async (options: unknown) => ({ statusCode: 201, options }),
			},
		};
		return { calls, transport: transportOf(context as unknown as ILoadOptionsFunctions) };
	};

	test('with the decrypted credential, and the signal of the request in place of its own', async () => {
		const { calls, transport } = set();
		const options = { url: 'https://a.test', abortSignal: signal };
		expect(await transport.http('testApi', options, { token: 't' })).toEqual({ statusCode: 200 });
		expect(calls).toEqual([
			[
				'context of n8n',
				signal,
				'testApi',
				options,
				{
					credentialsDecrypted: {
						id: '',
						name: 'testApi',
						type: 'testApi',
						data: { token: 't' },
					},
				},
			],
		]);
	});

	test('without a credential', async () => {
		const options = { url: 'https://a.test' };
		expect(await set().transport.plainHttp(options)).toEqual({ statusCode: 201, options });
	});
});
