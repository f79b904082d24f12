import { clientOf } from '../../../test/support/units';
import { notRead } from './notRead';

test('an update over an unknown state is refused: whose, that nothing changed, and what came', () => {
	const error = notRead(clientOf().client);
	expect(error.message).toBe('Mattermost did not return the data to update');
	expect(error.description).toContain('Nothing was changed');
	expect(error.httpCode).toBe('200');
});
