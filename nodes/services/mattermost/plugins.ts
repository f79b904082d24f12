/**
 * Mattermost's plugins whose calls the catalogue has: what people call them, and what their calls want beyond a
 * token. The same stands in `contracts/mattermost-plugins.json` with its source; a test compares both.
 */

interface Plugin {
	name: string;
	/** Headers without which it refuses every call. */
	headers?: Record<string, string>;
}

/** By the ID that stands in the paths. */
export const PLUGINS: Record<string, Plugin> = {
	playbooks: { name: 'Playbooks' },
	'com.mattermost.calls': { name: 'Calls' },
	jira: { name: 'Jira' },
	github: { name: 'GitHub' },
	zoom: { name: 'Zoom' },
	focalboard: { name: 'Boards', headers: { 'X-Requested-With': 'XMLHttpRequest' } },
	'mattermost-ai': { name: 'Agents' },
};

/** What a request needs of a plugin. */
export interface Asked {
	root?: 'site';
	path: string;
}

const idIn = ({ root, path }: Asked): string | undefined =>
	root === 'site' ? /^\/plugins\/([^/?]+)\//.exec(path)?.[1] : undefined;

const pluginOf = (id: string): Plugin | undefined =>
	Object.hasOwn(PLUGINS, id) ? PLUGINS[id] : undefined;

/** What people call the plugin that a request asks; undefined where it asks the server itself. */
export function nameOfAsked(request: Asked): string | undefined {
	const id = idIn(request);
	return id && (pluginOf(id)?.name ?? `"${id}"`);
}

/** Headers that the plugin wants which a request asks. */
export const headersForAsked = (request: Asked): Record<string, string> => {
	const id = idIn(request);
	return (id && pluginOf(id)?.headers) || {};
};
