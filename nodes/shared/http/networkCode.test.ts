import { networkCode } from './networkCode';

const wrapped = (depth: number, inner: object): object =>
	depth === 0 ? inner : { message: 'Request failed', cause: wrapped(depth - 1, inner) };

test.each([
	['on the error', { code: 'ECONNREFUSED', message: 'x' }, 'ECONNREFUSED'],
	['in n8n’s own property', { errorCode: 'ENOTFOUND' }, 'ENOTFOUND'],
	['on its cause', wrapped(1, { code: 'ETIMEDOUT' }), 'ETIMEDOUT'],
	['four causes deep', wrapped(4, { code: 'EPIPE' }), 'EPIPE'],
	['deeper than anybody wraps', wrapped(5, { code: 'EPIPE' }), undefined],
	['an empty code is none', { code: '', message: 'read ECONNRESET' }, 'ECONNRESET'],
	['a number is none', { code: 500, cause: { code: 'EPIPE' } }, 'EPIPE'],
	['in the words', { message: 'connect ECONNREFUSED 127.0.0.1:1' }, 'ECONNREFUSED'],
	['in the words that n8n 1 keeps', { messages: ['read ECONNRESET'] }, 'ECONNRESET'],
	[
		'of OpenSSL',
		{ message: 'unable to verify: UNABLE_TO_GET_ISSUER_CERT' },
		'UNABLE_TO_GET_ISSUER_CERT',
	],
	['of a certificate', { message: 'DEPTH_ZERO_SELF_SIGNED_CERT' }, 'DEPTH_ZERO_SELF_SIGNED_CERT'],
	[
		'of Node.js',
		{ message: 'Error: ERR_TLS_CERT_ALTNAME_INVALID: x' },
		'ERR_TLS_CERT_ALTNAME_INVALID',
	],
	['of Node.js', { message: 'ERR_INVALID_CHAR in a header' }, 'ERR_INVALID_CHAR'],
	[
		'of OpenSSL',
		{ message: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE x' },
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
	],
	['of a certificate', { message: 'Error: CERT_HAS_EXPIRED' }, 'CERT_HAS_EXPIRED'],
	['a connection that was hung up', { message: 'socket hang up' }, 'ECONNRESET'],
	['one that was aborted', { message: 'Aborted' }, 'ECONNRESET'],
	['one that closed', { message: 'The connection closed unexpectedly' }, 'ECONNRESET'],
	['silence', { message: 'Timeout of 300000ms exceeded' }, 'ECONNABORTED'],
	['silence in other words', { message: 'The request timed out' }, 'ECONNABORTED'],
	[
		'of which only the beginning is one',
		{ message: 'SELF_SIGNED_x CERT_UNTRUSTED' },
		'CERT_UNTRUSTED',
	],
	['words that are no code', { message: 'Every EDGE is fine' }, undefined],
	['nothing', undefined, undefined],
])('%s: %j', (_where, error, code) => {
	expect(networkCode(error)).toBe(code);
});
