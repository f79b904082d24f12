/** The root of a service, from an address as users paste it: with slashes, or with the path of the API. */

/**
 * @param given any value
 * @param apiPath e.g. `/api/v4`
 * @returns the address without both; it need not be a URL
 */
export function rootUrl(given: unknown, apiPath: string): string {
	const address = String(given ?? '')
		.trim()
		.replace(/\/+$/, '');
	return address.endsWith(apiPath) ? address.slice(0, -apiPath.length) : address;
}

/** The same as an n8n expression, for what n8n itself sends. @param field e.g. `$credentials.siteUrl` */
export const rootUrlExpression = (field: string, apiPath: string): string =>
	`${field}.trim().replace(/\\/+$/, "").replace(/${apiPath.replace(/\//g, '\\/')}$/, "")`;
