import type { Client } from '../../shared/http/client';

/** A person as the server knows them. @throws NodeApiError */
export const personOf = async (client: Client, id: string) =>
	await client.request<{
		username?: string;
		email?: string;
		is_bot?: boolean;
		delete_at?: number;
	}>('GET /users/{user_id}', { path: { user_id: id } });
