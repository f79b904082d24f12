import type { NodeApiError } from 'n8n-workflow';
import type { Client } from '../http/client';

/** The current state could not be read, so that nothing may be written over it. */
export const notRead = (call: Client): NodeApiError =>
	call.fail({
		message: `${call.service.name} did not answer with what is to be changed`,
		advice:
			'Nothing was changed, since what the answer lacks would be erased: try again later, and check that no proxy answers in place of the server',
		httpCode: '200',
	});
