import type { Request } from '../types';

/** Keys that work on a fresh sandbox. */
export const RHOMBUS_KEYS = {
	rhombusKey: 'sandbox-rhombus-key',
	rhombusPartnerKey: 'sandbox-rhombus-partner-key',
};

/** The key that each authentication scheme wants. */
const SCHEMES: Record<string, string> = {
	'api-token': RHOMBUS_KEYS.rhombusKey,
	api: RHOMBUS_KEYS.rhombusKey,
	'partner-api-token': RHOMBUS_KEYS.rhombusPartnerKey,
	'partner-api': RHOMBUS_KEYS.rhombusPartnerKey,
};

/** 401 for missing headers or an unknown scheme, 403 for a wrong key or a partner's call without one. */
export function refusal({ headers, path }: Request): 401 | 403 | undefined {
	// A device in the LAN knows no keys; its handler asks for the token of a session.
	if (path.startsWith('/lan/')) return undefined;
	const scheme = String(headers['x-auth-scheme'] ?? '');
	const key = headers['x-auth-apikey'];
	if (!key || !SCHEMES[scheme]) return 401;
	if (SCHEMES[scheme] !== key) return 403;
	if (path.startsWith('/api/partner/') && !scheme.startsWith('partner')) return 403;
	return undefined;
}
