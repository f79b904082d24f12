import { createPublicKey, verify } from 'crypto';
import type { Client } from '../../shared/http/client';

/**
 * Who pressed a button, proven by Mattermost's server. What stands in a button's context is no proof of
 * that: members of the channel can read it in previews of links to the message (servers since 6.0) and in
 * their list of threads (since 5.37), which `StripActionIntegrations` does not reach. A trigger ID is
 * signed by the server, names the person, and is shown to no client.
 * Server source: `GenerateTriggerId`, base64 of `id:user:ms:signature` (ECDSA with SHA-256), since 5.6;
 * the key is `AsymmetricSigningPublicKey` of the client configuration.
 */

/** Servers before it send no signed trigger IDs, and have neither previews nor lists of threads. */
const SIGNED_SINCE = '5.6';

/** How far a press may lie from n8n's clock, in ms. */
const AROUND_MS = 5 * 60_000;

interface Parts {
	user: string;
	/** ms, by the server's clock. */
	at: number;
	signed: string;
	signature: string;
}

function partsOf(triggerId: string): Parts | undefined {
	const parts = Buffer.from(triggerId, 'base64').toString().split(':');
	const [id, user = '', at, signature] = parts;
	if (parts.length !== 4 || !signature || !/^[a-z0-9]{26}$/.test(user)) return undefined;
	return { user, at: Number(at), signed: `${id}:${user}:${at}:`, signature };
}

/** Who a trigger ID was made for; undefined if it is none. Its signature is not checked. */
export const userOfTriggerId = (triggerId: string): string | undefined => partsOf(triggerId)?.user;

/** Whether the server signed it. @param key base64 of the server's public key in DER. Never throws. */
function isSigned({ signed, signature }: Parts, key: unknown): boolean {
	try {
		const der = Buffer.from(String(key ?? ''), 'base64');
		return verify(
			'sha256',
			Buffer.from(signed),
			createPublicKey({ key: der, format: 'der', type: 'spki' }),
			Buffer.from(signature, 'base64'),
		);
	} catch {
		return false;
	}
}

/**
 * Why it is not proven that a person pressed; undefined if it is.
 * @throws NodeApiError if the server cannot be asked
 */
export async function unprovenPress(
	client: Client,
	{ userId, triggerId }: { userId: string; triggerId: string },
	now: number,
): Promise<string | undefined> {
	const parts = partsOf(triggerId);
	if (!parts) {
		return (await client.serverIsAtLeast(SIGNED_SINCE))
			? 'it has no trigger ID of Mattermost'
			: undefined;
	}
	if (parts.user !== userId) return 'its trigger ID was made for somebody else';
	const config = await client.request('GET /config/client', { query: { format: 'old' } });
	if (!isSigned(parts, config?.AsymmetricSigningPublicKey)) {
		return 'its trigger ID is not signed by Mattermost';
	}
	// Compared so that what is no number counts as too far.
	if (!(Math.abs(now - parts.at) <= AROUND_MS)) {
		return 'its trigger ID is not of these minutes; check the clocks of n8n and Mattermost';
	}
	return undefined;
}
