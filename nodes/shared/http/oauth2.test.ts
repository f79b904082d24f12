import { failureOf, turns } from '../../../test/support/units';
import { isOAuth2, refreshed, tokensOf } from './oauth2';

test('which credentials n8n renews', () => {
	expect(isOAuth2('mattermostAccountOAuth2Api')).toBe(true);
	expect(isOAuth2('mattermostTokenApi')).toBe(false);
	expect(isOAuth2('oAuth2ApiToken')).toBe(false);
});

test.each([undefined, null, 'x', 7])('%j holds no tokens', (oauthTokenData) => {
	expect(tokensOf({ oauthTokenData: oauthTokenData as never })).toEqual({});
});

test('tokens of a connected credential', () => {
	const oauthTokenData = { access_token: 'a', refresh_token: 'r' };
	expect(tokensOf({ oauthTokenData })).toEqual(oauthTokenData);
});

describe('after a 401', () => {
	type Answer = { statusCode: number; body: unknown };
	/** Bodies that know whether they were closed. */
	const answer = (statusCode: number) => {
		const body = { async *[Symbol.asyncIterator]() {}, destroy: jest.fn() };
		return { statusCode, body };
	};
	const script = (...steps: Array<Answer | Error>) => {
		const asked: unknown[] = [];
		const send = async (more?: unknown): Promise<Answer> => {
			const step = steps[asked.push(more) - 1];
			if (!step) throw new Error('Nobody expected this request');
			if (step instanceof Error) throw step;
			return step;
		};
		return { asked, send };
	};
	const refusal = (httpCode?: string) =>
		Object.assign(new Error(`refused ${httpCode}`), { httpCode });

	test('whoever came before may have renewed the token', async () => {
		const { asked, send } = script(answer(200));
		expect((await refreshed('k', send)).statusCode).toBe(200);
		expect(asked).toEqual([undefined]);
	});

	test('n8n must see the 401 itself; what is not read is closed', async () => {
		const stale = answer(401);
		const { asked, send } = script(stale, answer(200));
		expect((await refreshed('k', send)).statusCode).toBe(200);
		expect(asked).toEqual([undefined, { ignoreHttpStatusErrors: false, encoding: undefined }]);
		expect(stale.body.destroy).toHaveBeenCalledTimes(1);
	});

	test.each(['400', '401', '404', '499'])(
		'a %s to the new token or the request: the answer to the request tells',
		async (code) => {
			const { send } = script(answer(401), refusal(code), answer(404));
			expect((await refreshed('k', send)).statusCode).toBe(404);
		},
	);

	test.each(['500', '503', undefined, '399'])('a %s is passed on', async (code) => {
		const { send } = script(answer(401), refusal(code));
		expect((await failureOf(refreshed('k', send))).message).toBe(`refused ${code}`);
	});

	test('a file is left out where only the 401 matters, and sent once the token is new', async () => {
		const noFile = {
			ignoreHttpStatusErrors: false,
			encoding: undefined,
			body: Buffer.alloc(0),
			headers: { 'Content-Type': 'application/octet-stream', 'Content-Length': '0' },
		};
		// Servers refuse the request without its file, or take it for an empty one.
		for (const withoutFile of [refusal('400'), answer(200)]) {
			const { asked, send } = script(answer(401), withoutFile, answer(201));
			expect((await refreshed('k', send, true)).statusCode).toBe(201);
			expect(asked).toEqual([undefined, noFile, undefined]);
		}
	});

	test('two of one credential take turns: a refresh token works once', async () => {
		let under = 0;
		let most = 0;
		const send = async () => {
			most = Math.max(most, ++under);
			await turns(5);
			under--;
			return answer(200);
		};
		await Promise.all([refreshed('one', send), refreshed('one', send)]);
		expect(most).toBe(1);
		await Promise.all([refreshed('one', send), refreshed('another', send)]);
		expect(most).toBe(2);
	});
});
