import { service } from '../../../test/support/units';
import { connectionFailure, isBroken, NOT_REACHED } from './connectionFailure';

const say = (code: string, error: Error = new Error('x'), proxy?: string) =>
	connectionFailure({ service: service(), settings: { proxy } }, { code, error });

describe('the words for', () => {
	test.each([
		['ECONNREFUSED', 'cannot be reached', 'Nothing listens at this address and port'],
		['ENOTFOUND', 'cannot be reached', 'No server has this name'],
		['EAI_AGAIN', 'cannot be reached', 'check the DNS'],
		['EHOSTUNREACH', 'cannot be reached', 'No network path'],
		['ENETUNREACH', 'cannot be reached', 'No network path'],
		['ECONNRESET', 'was lost before it responded', 'Try again later'],
		['Z_DATA_ERROR', 'was lost before it responded', 'Try again later'],
		['HPE_INVALID_CONSTANT', 'was lost before it responded', 'Something other than HTTP'],
		['EPROTO', 'does not speak HTTPS', 'Use http://'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'does not speak HTTPS', 'Use http://'],
		['ERR_SSL_PACKET_LENGTH_TOO_LONG', 'does not speak HTTPS', 'Use http://'],
		['ERR_SSL_HTTP_REQUEST', 'does not speak HTTPS', 'Use http://'],
		['CERT_HAS_EXPIRED', 'certificate of Mattermost has expired', 'Renew'],
		['CERT_NOT_YET_VALID', 'is not valid yet', 'clocks'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'is for another name', 'Use the name'],
		['CERT_REVOKED', 'has been revoked', 'Replace'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'is signed by itself', 'NODE_EXTRA_CA_CERTS'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'is signed by itself', 'NODE_EXTRA_CA_CERTS'],
		['UNABLE_TO_GET_ISSUER_CERT', 'that n8n does not know', 'intermediate certificates'],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'that n8n does not know', 'intermediate'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'that n8n does not know', 'intermediate'],
		['CERT_SIGNATURE_FAILURE', 'is not trusted', 'Check it on the server'],
		['UNABLE_TO_DECRYPT_CERT_SIGNATURE', 'is not trusted', 'Check it on the server'],
		['SELF_SIGNED', 'is not trusted', 'Check it on the server'],
	])('%s', (code, message, advice) => {
		const failure = say(code);
		expect(failure.message).toContain(message);
		expect(failure.message).toContain('Mattermost');
		expect(failure.advice).toContain(advice);
		expect(failure.facts!.code).toBe(code);
		// n8n replaces messages that hold a network code.
		expect(failure.message).not.toContain(code);
	});

	test.each([
		['CANCELLED', 'cancelled', 'not sent'],
		['ERR_CANCELED', 'cancelled', 'not sent'],
		['TOO_SLOW', 'did not complete its response in time', 'Maximum Response Time'],
		['TOO_LARGE', 'exceeds the maximum size', 'Maximum Response Size'],
	])('%s, which no connection has', (code, message, advice) => {
		expect(say(code).message).toContain(message);
		expect(say(code).advice).toContain(advice);
	});

	test('a connection of a credential that has ended', () => {
		expect(say('NOT_REFRESHED')).toEqual({
			message: 'Mattermost no longer accepts the connection of the credential',
			advice: 'Open the credential and connect it again',
			httpCode: '401',
		});
	});

	test('TLS that only OpenSSL’s words tell of', () => {
		const error = new Error('write: ssl3_get_record:Wrong version number');
		expect(say('UNKNOWN', error).message).toContain('does not speak HTTPS');
	});

	test('anything else: its own', () => {
		const failure = say('ERR_INVALID_URL', new Error('Invalid URL'));
		expect(failure.message).toBe('The request to Mattermost could not be sent: Invalid URL');
		expect(failure.advice).toContain('request options');
		expect(failure.facts).toEqual({ code: 'ERR_INVALID_URL', address: undefined });
	});

	test('a header that cannot be sent is that of a token', () => {
		const failure = say('ERR_INVALID_CHAR', new Error('Invalid character in header'));
		expect(failure.message).toContain('could not be sent: Invalid character in header');
		expect(failure.advice).toContain('contains a line break');
	});
});

test('a proxy that is down is blamed itself', () => {
	const failure = say('ECONNREFUSED', new Error('x'), 'http://proxy.test:3128');
	expect(failure.message).toBe('The proxy between n8n and Mattermost cannot be reached');
	expect(failure.advice).toContain('Check Proxy in the request options');
	expect(failure.facts!.code).toBe('ECONNREFUSED');
	// One that was reached is not.
	expect(say('ECONNRESET', new Error('x'), 'http://proxy.test').message).toContain('was lost');
});

describe('the address that was tried', () => {
	test.each([
		[{ address: '10.0.0.7', port: 8065 }, '10.0.0.7:8065'],
		[{ address: '10.0.0.7' }, '10.0.0.7'],
		[{ hostname: 'chat.test' }, 'chat.test'],
		[{ cause: { cause: { hostname: 'chat.test' } } }, 'chat.test'],
		[{ cause: { cause: { cause: { cause: { hostname: 'a' } } } } }, 'a'],
		[{ cause: { cause: { cause: { cause: { cause: { hostname: 'a' } } } } } }, undefined],
		[{ address: 7 }, undefined],
		[{}, undefined],
	])('%j', (more, address) => {
		const error = Object.assign(new Error('x'), more);
		expect(say('ECONNREFUSED', error).facts!.address).toBe(address);
	});
});

test('what may be sent again: what was not reached surely, what broke only where nothing changes', () => {
	expect([...NOT_REACHED]).toEqual([
		'ECONNREFUSED',
		'ENOTFOUND',
		'EAI_AGAIN',
		'EHOSTUNREACH',
		'ENETUNREACH',
	]);
	for (const code of [
		'ECONNRESET',
		'EPIPE',
		'ETIMEDOUT',
		'ECONNABORTED',
		'ERR_BAD_RESPONSE',
		'ERR_STREAM_PREMATURE_CLOSE',
		'UND_ERR_SOCKET',
		'Z_BUF_ERROR',
		'HPE_INVALID_HEADER_TOKEN',
	]) {
		expect([code, isBroken(code), NOT_REACHED.has(code)]).toEqual([code, true, false]);
	}
	for (const code of ['ECONNREFUSED', 'CERT_HAS_EXPIRED', 'TOO_SLOW', 'AZ_', 'ZERO']) {
		expect([code, isBroken(code)]).toEqual([code, false]);
	}
});
