import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../../shared/http/client';

/** Servers of every age take messages of this length (`PostMessageMaxRunesV1`). */
const SURE = 4000;
/** Since 5.0, unless the database column was never widened (`PostMessageMaxRunesV2`). */
const WIDENED = 16_383;

/**
 * Most characters of a post: the server says how many its database takes.
 * @param length of the message: a short one needs no question
 */
export const longestPost = async (client: Client, length: number): Promise<number> =>
	length <= SURE
		? SURE
		: await client.once('longest post', async () => {
				const asked = client.request('GET /config/client', { query: { format: 'old' } });
				const { MaxPostSize } = await asked.catch((): IDataObject => ({}));
				if (Number(MaxPostSize) > 0) return Number(MaxPostSize);
				return (await client.serverIsAtLeast('5.0')) ? WIDENED : SURE;
			});
