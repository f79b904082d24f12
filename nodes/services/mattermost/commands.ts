/** What a command keeps with Simplify on. */
export const COMMAND = [
	'id',
	'trigger',
	'display_name',
	'description',
	'url',
	'method',
	'auto_complete',
	'team_id',
	'creator_id',
	'token',
	'delete_at',
];
