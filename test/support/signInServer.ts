import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { totp, totpKey, TOTP_STEP_MS } from '../../nodes/services/mattermost/totp';

/**
 * What Mattermost 11.6 does at a sign-in and with its sessions (`login` in api4/user.go, app/authentication.go,
 * shared/mfa/mfa.go): the order of its checks, what it counts as a failed attempt, a code that is valid once.
 * `test/live/password.ts` asks real servers the same.
 */

export interface Account {
	password: string;
	totpSecret?: string;
	isDeactivated?: boolean;
	failedAttempts?: number;
	usedSteps?: number[];
}

export interface SignInServer {
	url: string;
	accounts: Map<string, Account>;
	/** Valid tokens and whose they are. */
	sessions: Map<string, string>;
	/** Each request: method, path and token. */
	seen: string[];
	/** Bodies of all sign-ins. */
	signIns: Array<Record<string, string>>;
	/** Bodies of all posts that were made. */
	posts: string[];
	/** Answers the next requests of a path instead, in turn. */
	instead: Array<{ path: string; status: number; body: unknown; headers?: Record<string, string> }>;
	/** How far its clock is ahead, in ms. */
	clock: number;
	/** Ends all sessions, as a restart with revoked sessions or an expiry does. */
	expire(): void;
	close(): Promise<void>;
}

const MOST_ATTEMPTS = 10;
const id = (letter: string) => letter.repeat(26);

class Refusal extends Error {
	constructor(
		readonly status: number,
		readonly id: string,
		readonly detail = '',
	) {
		super(`Words for ${id}`);
	}
}

export async function startSignInServer(): Promise<SignInServer> {
	let made = 0;
	const self: SignInServer = {
		url: '',
		accounts: new Map(),
		sessions: new Map(),
		seen: [],
		signIns: [],
		posts: [],
		instead: [],
		clock: 0,
		expire: () => self.sessions.clear(),
		close: async () => {
			server.closeAllConnections();
			await new Promise((closed) => server.close(closed));
		},
	};

	const acceptsCode = (account: Account, code: string): boolean => {
		const key = totpKey(account.totpSecret!)!;
		const now = Math.floor((Date.now() + self.clock) / TOTP_STEP_MS);
		const used = (account.usedSteps ??= []);
		const step = [now - 1, now, now + 1].find((one) => totp(key, one * TOTP_STEP_MS) === code);
		if (step === undefined || used.includes(step)) return false;
		used.push(step);
		return true;
	};

	const signIn = (body: Record<string, string>): string => {
		const name = body.login_id!;
		const account = self.accounts.get(name);
		const wrong = new Refusal(401, 'api.user.login.invalid_credentials_email_username');
		if (!body.password) throw new Refusal(400, 'api.user.login.blank_pwd.app_error');
		if (!account) throw wrong;
		if (account.isDeactivated) throw new Refusal(401, 'api.user.login.inactive.app_error');
		if ((account.failedAttempts ?? 0) >= MOST_ATTEMPTS) {
			throw new Refusal(401, 'api.user.check_user_login_attempts.too_many.app_error');
		}
		const fail = () => (account.failedAttempts = (account.failedAttempts ?? 0) + 1);
		if (account.password !== body.password) {
			fail();
			throw wrong;
		}
		if (account.totpSecret) {
			if (!body.token) throw new Refusal(401, 'mfa.validate_token.authenticate.app_error');
			if (!acceptsCode(account, body.token)) {
				fail();
				throw new Refusal(401, 'api.user.check_user_mfa.bad_code.app_error');
			}
		}
		account.failedAttempts = 0;
		const token = `t${made++}`.padEnd(26, 'x');
		self.sessions.set(token, name);
		return token;
	};

	const server: Server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const path = request.url!.split('?')[0]!.replace('/api/v4', '');
			const token = /^Bearer (.*)$/.exec(request.headers.authorization ?? '')?.[1] ?? '';
			const text = Buffer.concat(chunks).toString();
			self.seen.push([request.method, path, token].join(' ').trim());
			const send = (status: number, body: unknown, headers: Record<string, string> = {}) => {
				response.writeHead(status, {
					'content-type': 'application/json',
					date: new Date(Date.now() + self.clock).toUTCString(),
					...headers,
				});
				response.end(JSON.stringify(body));
			};
			const at = self.instead.findIndex((one) => one.path === path);
			if (path === '/users/login') self.signIns.push(JSON.parse(text) as Record<string, string>);
			if (at >= 0) {
				const [{ status, body, headers }] = self.instead.splice(at, 1) as [
					(typeof self.instead)[number],
				];
				send(status, body, headers);
				return;
			}
			try {
				if (path === '/users/login') {
					const body = JSON.parse(text) as Record<string, string>;
					const session = signIn(body);
					send(200, { id: id('u'), username: body.login_id }, { Token: session });
					return;
				}
				const name = self.sessions.get(token);
				if (name === undefined) {
					throw new Refusal(401, 'api.context.session_expired.app_error', `token=${token}`);
				}
				if (path === '/posts')
					self.posts.push(String((JSON.parse(text) as { message: string }).message));
				if (path === '/files') {
					send(201, { file_infos: [{ id: id('f'), size: text.length }], client_ids: [] });
					return;
				}
				send(
					request.method === 'POST' ? 201 : 200,
					path === '/users/me'
						? { id: id('u'), username: name }
						: path.startsWith('/channels/')
							? { id: id('c'), name: 'town-square' }
							: path.endsWith('/teams')
								? [{ id: id('t'), name: 'sales', display_name: 'Sales' }]
								: { id: id('p'), message: 'made' },
					{ 'x-version-id': '11.6.0.1.x.false' },
				);
			} catch (error) {
				const { status, id: errorId, message, detail } = error as Refusal;
				send(status ?? 500, {
					id: errorId,
					message,
					detailed_error: detail,
					status_code: status,
					request_id: 'r',
				});
			}
		});
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	return self;
}
