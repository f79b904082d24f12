import type { NodeApiError } from 'n8n-workflow';
import type { Client } from '../http/client';

/** The current state could not be read, so that nothing may be written over it. */
export const notRead = (client: Client): NodeApiError =>
	client.fail({
		message: `${client.service.name} did not return the data to update`,
		advice:
			'Nothing was changed, because an incomplete response would erase data: try again later, and check that no proxy responds in place of the server',
		httpCode: '200',
	});
