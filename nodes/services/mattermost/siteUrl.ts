import type { INodeProperties } from 'n8n-workflow';
import { rootUrl, rootUrlExpression } from '../../shared/http/rootUrl';

/** Where a Mattermost server is, in both credentials. */
export const siteUrl: INodeProperties = {
	displayName: 'Site URL',
	name: 'siteUrl',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. https://chat.example.com',
	description: 'URL of the Mattermost server as you open it in a browser, without a team',
};

const API = '/api/v4';

/** Its root without a slash; it need not be a URL. */
export const siteOf = (given: unknown): string => rootUrl(given, API);

/** The same as an expression. @param credential what n8n calls the credential there */
export const siteExpression = (credential: '$self' | '$credentials'): string =>
	rootUrlExpression(`${credential}["siteUrl"]`, API);
