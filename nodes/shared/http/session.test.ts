import { NotSignedIn, withoutRequest } from './session';

test('its words are those of the refusal, or that nothing was answered', () => {
	expect(new NotSignedIn({ message: 'Wrong password', advice: 'Correct it' }).message).toBe(
		'Wrong password. Correct it',
	);
	expect(new NotSignedIn({ message: 'Wrong password' }).message).toBe('Wrong password. ');
	expect(new NotSignedIn().message).toBe('Signing in was not answered');
});

test('of what a helper threw only the code, the words and the address are kept', () => {
	const thrown = Object.assign(new Error('connect refused'), {
		code: 'ECONNREFUSED',
		address: '10.0.0.7',
		hostname: 'chat.test',
		port: 8065,
		config: { data: '{"password":"hunter2"}' },
	});
	const { code, error } = withoutRequest(thrown as never);
	expect(code).toBe('ECONNREFUSED');
	expect(error.message).toBe('connect refused');
	expect({ ...error }).toEqual({ address: '10.0.0.7', hostname: 'chat.test', port: 8065 });
	expect(withoutRequest(new Error('odd') as never).code).toBe('UNKNOWN');
});
