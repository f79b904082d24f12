import type { Client } from '../../shared/http/client';
import { checkLength } from '../../shared/request/texts';

/** Bytes that servers keep of such a list, written as one text. */
const LONGEST = 1024;

/**
 * `refine` of trigger words and callback URLs: servers count the list as Go prints it, `[a b c]` (the
 * `IsValid` of `OutgoingWebhook` and `OAuthApp`).
 * @throws NodeOperationError for a list that is too long
 */
export async function refineList(client: Client, path: string, list: unknown): Promise<unknown> {
	if (Array.isArray(list)) {
		await checkLength(client, path, `[${list.join(' ')}]`, { longest: LONGEST, inBytes: true });
	}
	return list;
}
