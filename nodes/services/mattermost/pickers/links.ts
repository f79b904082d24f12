import type { Client } from '../../../shared/http/client';

/** Links as Mattermost's server, web app, mobile app and desktop app give them. */

/** What stands below the site's address in a link. */
export interface Link {
	/** Decoded path segments, e.g. `['team', 'pl', 'ID']`. */
	parts: string[];
}

const DESKTOP = /^mattermost(-dev)?:$/;

const parse = (value: string): URL | undefined => {
	try {
		return new URL(value);
	} catch {
		return undefined;
	}
};

const decoded = (part: string): string => {
	try {
		return decodeURIComponent(part);
	} catch {
		return part;
	}
};

const partsOf = (path: string): string[] => path.split('/').filter(Boolean).map(decoded);

/** Host with a port only where it is not the usual one of the web. */
const hostOf = (url: URL): string =>
	DESKTOP.test(url.protocol) || !url.port
		? url.host.toLowerCase().replace(/:(80|443)$/, '')
		: url.host.toLowerCase();

/**
 * The path below `site` if the link leads there. Whether it is http or https says nothing of which
 * server it is.
 */
function below(link: URL, site: string): string | undefined {
	const root = parse(site);
	if (!root || hostOf(link) !== hostOf(root)) return undefined;
	const prefix = root.pathname.replace(/\/+$/, '');
	const path = link.pathname.replace(/^\/+/, '/');
	return path === prefix || path.startsWith(`${prefix}/`) ? path.slice(prefix.length) : undefined;
}

/**
 * The server's own idea of its address, for links that people copied: n8n may reach it under another one.
 * '' if it does not say.
 */
const publicSite = async (client: Client): Promise<string> =>
	await client.once('public site', async () =>
		String(
			(
				await client
					.request('GET /config/client', { query: { format: 'old' } })
					.catch(() => ({}) as { SiteURL?: unknown })
			).SiteURL ?? '',
		),
	);

/** Link to a post below a site's address; servers since 5.16 find its team themselves. */
export const postLink = (site: string, id: string): string => `${site}/_redirect/pl/${id}`;

/**
 * Link to a post as every output has it: at the Site URL of the credential, which by its description is
 * the one that people open, so that no request is needed to tell it.
 * @throws NodeOperationError if the credential has no usable URL
 */
export const permalinkOf = async (client: Client, id: string): Promise<string> =>
	postLink((await client.access()).roots.site, id);

/** Whether a text is meant as a link. */
export const isLink = (value: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(value);

/**
 * A link taken apart; undefined if the text is none.
 * @throws NodeOperationError for a link to another server
 */
export async function linkOf(
	client: Client,
	label: string,
	value: string,
): Promise<Link | undefined> {
	if (!isLink(value)) return undefined;
	const url = parse(value);
	const { roots } = await client.access();
	const path =
		url && (/^https?:$/.test(url.protocol) || DESKTOP.test(url.protocol))
			? (below(url, roots.site) ?? below(url, await publicSite(client)))
			: undefined;
	if (url === undefined || path === undefined) {
		throw client.refuse(
			label,
			'is not a URL on the server of the credential',
			`Copy a link that begins with ${roots.site}/, or enter the ID`,
		);
	}
	let parts = partsOf(path);
	// Links in emails let people choose between app and browser: /landing#/team/pl/ID.
	if (parts[0] === 'landing' && url.hash.startsWith('#/')) {
		parts = partsOf(url.hash.slice(1).split(/[?#]/)[0]!);
	}
	// Without a team the server finds it: /_redirect/pl/ID.
	return { parts: parts[0] === '_redirect' ? parts.slice(1) : parts };
}

/** The segment after one of these words, if both are there. */
export const after = ({ parts }: Link, ...words: string[]): string | undefined => {
	const at = parts.findIndex((part, index) => words.includes(part) && index + 1 < parts.length);
	return at < 0 ? undefined : parts[at + 1];
};
