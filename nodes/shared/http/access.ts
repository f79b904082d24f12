import { NodeOperationError } from 'n8n-workflow';
import type { Origin } from '../errors/errorFactory';
import type { ClientHost } from './host';
import { isOAuth2, tokensOf } from './oauth2';
import type { Access, Service } from './types';

/**
 * Reads the credential that the node's parameters choose; from then on its secrets are redacted.
 * @throws NodeOperationError if the URL is unusable, or an OAuth2 credential is not connected
 */
export async function readAccess(
	host: ClientHost,
	service: Service,
	{ node, itemIndex, secrets }: Origin,
): Promise<Access> {
	const type = service.credential((name) => host.param(name));
	const credentials = await host.credentials(type);
	const { access_token, refresh_token } = tokensOf(credentials);
	secrets.add([...service.secrets.map((name) => credentials[name]), access_token, refresh_token]);
	const roots = service.roots(credentials);
	if ('problem' in roots) {
		throw new NodeOperationError(node, roots.problem, {
			itemIndex,
			description: `Correct it in the ${service.name} credential`,
		});
	}
	if (isOAuth2(type) && !access_token) {
		throw new NodeOperationError(node, `The ${service.name} credential is not connected`, {
			itemIndex,
			description: 'Open the credential and press Connect',
		});
	}
	return { type, credentials, roots };
}
