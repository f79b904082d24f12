import type { Call } from '../../shared/execution/call';

/** A person as the server knows them. @throws NodeApiError */
export const personOf = async (call: Call, id: string) =>
	await call.request<{ username?: string; is_bot?: boolean; delete_at?: number }>(
		'GET /users/{user_id}',
		{ path: { user_id: id } },
	);
