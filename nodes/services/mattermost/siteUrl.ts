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
	description: 'URL that opens Mattermost in a browser, without a team',
	hint: 'Requests go to this URL, followed by /api/v4',
};

const API = '/api/v4';

/** Its root without a slash; it need not be a URL. */
export const siteOf = (given: unknown): string => rootUrl(given, API);

/** The same as an expression within the credential itself. */
export const SITE_EXPRESSION = rootUrlExpression('$self["siteUrl"]', API);
