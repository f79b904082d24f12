import type { Client } from '../../shared/http/client';

/** A person as the server knows them. @throws NodeApiError */
export const personOf = async (call: Client, id: string) =>
	await call.request<{ username?: string; is_bot?: boolean; delete_at?: number }>(
		'GET /users/{user_id}',
		{ path: { user_id: id } },
	);
