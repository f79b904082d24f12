/** Addresses of webhooks: whether two are the same, and from where one can be reached. */

const parsed = (url: unknown): URL | undefined =>
	typeof url === 'string' && URL.canParse(url) ? new URL(url) : undefined;

const pathOf = ({ pathname }: URL) => pathname.replace(/\/+$/, '');

/**
 * Whether two URLs lead to the same place. Services keep a URL a little differently: case of the host,
 * default port and a slash at the end do not count, nor does a fragment.
 * @param ignoresQuery for URLs that carry a token in their query
 */
export function isSameUrl(one: unknown, other: unknown, ignoresQuery = false): boolean {
	const [a, b] = [parsed(one), parsed(other)];
	if (!a || !b) return typeof one === 'string' && one !== '' && one === other;
	return (
		a.origin === b.origin && pathOf(a) === pathOf(b) && (ignoresQuery || a.search === b.search)
	);
}

/** Whether two URLs are of the same node: n8n's address may have changed, the node's own path not. */
export function isSameNode(one: unknown, other: unknown): boolean {
	const [a, b] = [one, other].map((url) => {
		const at = parsed(url);
		return at && pathOf(at).split('/').slice(-2).join('/');
	});
	return a !== undefined && a === b;
}

/** Who can reach an address: its own machine, its own network, or everybody. */
export type Reach = 'machine' | 'network' | 'internet';

/** Names that no public name server answers. */
const NETWORK_NAMES =
	/(^[^.]+|\.(local|localdomain|internal|intranet|lan|home|corp|private|home\.arpa|test|invalid))$/;

function reachOfIPv4(host: string): Reach {
	const [a, b = NaN] = host.split('.').map(Number);
	if (a === 127 || host === '0.0.0.0') return 'machine';
	const isPrivate =
		a === 0 ||
		a === 10 ||
		(a === 100 && b >= 64 && b < 128) ||
		(a === 169 && b === 254) ||
		(a === 172 && b >= 16 && b < 32) ||
		(a === 192 && b === 168);
	return isPrivate ? 'network' : 'internet';
}

function reachOfIPv6(host: string): Reach {
	if (host === '::1' || host === '::') return 'machine';
	// `new URL` writes mapped IPv4 addresses as ::ffff:7f00:1.
	const mapped = /^::ffff:([0-9a-f]+):([0-9a-f]+)$/.exec(host);
	if (mapped) {
		const [high = 0, low = 0] = mapped.slice(1).map((part) => parseInt(part, 16));
		return reachOfIPv4([high >> 8, high & 255, low >> 8, low & 255].join('.'));
	}
	return /^(f[cd]|fe[89ab])/.test(host) ? 'network' : 'internet';
}

/** Judged by the URL alone: what a name resolves to is not asked. Undefined if it is no URL. */
export function reachOf(url: unknown): Reach | undefined {
	const at = parsed(url);
	if (!at) return undefined;
	// `new URL` writes all forms of an IPv4 address with four numbers, and IPv6 in brackets.
	const host = at.hostname.toLowerCase().replace(/\.$/, '');
	if (/^\d+(\.\d+){3}$/.test(host)) return reachOfIPv4(host);
	if (host.startsWith('[')) return reachOfIPv6(host.slice(1, -1));
	if (host === 'localhost' || host.endsWith('.localhost')) return 'machine';
	return NETWORK_NAMES.test(host) ? 'network' : 'internet';
}
