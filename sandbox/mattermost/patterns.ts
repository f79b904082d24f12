/** What a path's parameters must look like to meet a route at all (`api.go`), where that is not any text. */
const ID = /^[A-Za-z0-9]+$/;
/** Those that are no IDs of the server's own. */
const FREE = /^(plugin|remote|category|invoice|role)_id$/;

const PATTERNS: Record<string, RegExp> = {
	category: /^[A-Za-z0-9_]+$/,
	export_name: /\.zip$/,
	import_name: /\.zip$/,
	preference_name: /^[A-Za-z0-9_]+$/,
	timestamp: /^[0-9]+$/,
};

/** Whether a request's path is one of the route. */
export const fitsRoute = (params: Record<string, string>) =>
	Object.entries(params).every(([name, value]) => {
		const isId = name.endsWith('_id') && !FREE.test(name);
		return (PATTERNS[name] ?? (isId ? ID : /./)).test(value);
	});
