import { totp, totpKey } from './totp';

const KEY = Buffer.from('12345678901234567890');

// RFC 6238, appendix B, the rows of SHA-1.
test.each([
	{ seconds: 59, code: '94287082' },
	{ seconds: 1111111109, code: '07081804' },
	{ seconds: 1111111111, code: '14050471' },
	{ seconds: 1234567890, code: '89005924' },
	{ seconds: 2000000000, code: '69279037' },
	{ seconds: 20000000000, code: '65353130' },
])('the code of second $seconds is $code', ({ seconds, code }) => {
	expect(totp(KEY, seconds * 1000, 8)).toBe(code);
	expect(totp(KEY, seconds * 1000)).toBe(code.slice(2));
});

// RFC 4648, section 10.
test.each([
	{ secret: 'MY======', text: 'f' },
	{ secret: 'MZXQ====', text: 'fo' },
	{ secret: 'MZXW6===', text: 'foo' },
	{ secret: 'MZXW6YQ=', text: 'foob' },
	{ secret: 'MZXW6YTB', text: 'fooba' },
	{ secret: 'MZXW6YTBOI======', text: 'foobar' },
	{ secret: ' mzxw 6ytb-oi\n', text: 'foobar' },
	{ secret: 'otpauth://totp/chat:a@b.c?issuer=chat&secret=MZXW6YTBOI', text: 'foobar' },
])('the secret $secret is the key $text', ({ secret, text }) => {
	expect(totpKey(secret)?.toString()).toBe(text);
});

test.each(['', ' ', '123456', 'otpauth://totp/chat?issuer=x', 'MZXW6YTB!'])(
	'%j is no secret',
	(secret) => {
		expect(totpKey(secret)).toBeUndefined();
	},
);

test('a secret as long as Mattermost makes them', () => {
	expect(totpKey('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')).toEqual(KEY);
});
