import { gunzipSync } from 'node:zlib';
import { AppError, OK, Reply, type Call, type Row, type Table } from './api';
import type { MattermostState } from './state';

/** Plugins as they are installed, turned on and off and removed. They do nothing here. */

const BLOCK = 512;

/** The manifest in a .tar.gz, whose `plugin.json` lies at the top or in a folder; undefined if it is none. */
function manifestOf(archive: Buffer): Row | undefined {
	try {
		const bytes = gunzipSync(archive);
		for (let at = 0; at + BLOCK <= bytes.length; ) {
			const field = (from: number, to: number) =>
				bytes
					.subarray(at + from, at + to)
					.toString('latin1')
					.replace(/\0.*$/s, '');
			const size = parseInt(field(124, 136), 8) || 0;
			if (/(^|\/)plugin\.json$/.test(field(0, 100))) {
				return JSON.parse(bytes.subarray(at + BLOCK, at + BLOCK + size).toString()) as Row;
			}
			at += BLOCK + Math.ceil(size / BLOCK) * BLOCK;
		}
	} catch {
		// No archive.
	}
	return undefined;
}

function found({ state, params, version }: Call) {
	const plugin = state.plugins.get(params.plugin_id);
	if (plugin) return plugin;
	throw new AppError(
		version.before('5.0') ? 400 : 404,
		'app.plugin.not_installed.app_error',
		'Plugin is not installed.',
	);
}

function upload(call: Call): Reply {
	const part = call.request.parts.find(({ name }) => name === 'plugin');
	if (!part) {
		throw new AppError(400, 'api.plugin.upload.no_file.app_error', 'Missing file in request.');
	}
	const manifest = manifestOf(part.bytes);
	if (!manifest) {
		throw new AppError(400, 'app.plugin.extract.app_error', 'Unable to extract the plugin.');
	}
	const id = String(manifest.id);
	const isForced = call.request.parts.some(
		({ name, bytes }) => name === 'force' && bytes.toString() === 'true',
	);
	if (call.state.plugins.has(id) && !isForced) {
		throw new AppError(400, 'app.plugin.install_id.app_error', 'The plugin is installed already.');
	}
	call.state.plugins.set(id, { manifest, isActive: false });
	return new Reply(201, manifest);
}

const turned = (isActive: boolean) => (call: Call) => {
	found(call).isActive = isActive;
	return OK;
};

/** How all plugins are. */
export const statusesOf = ({ plugins: all }: MattermostState): Row[] =>
	[...all.values()].map(({ manifest, isActive }) => ({
		plugin_id: manifest.id,
		cluster_id: '',
		plugin_path: `plugins/${String(manifest.id)}`,
		state: isActive ? 2 : 0,
		error: '',
		name: manifest.name,
		description: manifest.description ?? '',
		version: manifest.version,
	}));

export const plugins: Table = {
	'POST /plugins': upload,
	'GET /plugins': (call) => {
		const all = [...call.state.plugins.values()];
		const manifests = (isActive: boolean) =>
			all.filter((one) => one.isActive === isActive).map(({ manifest }) => manifest);
		return { active: manifests(true), inactive: manifests(false) };
	},
	'GET /plugins/statuses': ({ state }) => statusesOf(state),
	'GET /plugins/webapp': (call) =>
		[...call.state.plugins.values()]
			.filter(({ manifest, isActive }) => isActive && manifest.webapp)
			.map(({ manifest: { id, name, version, webapp } }) =>
				call.version.before('5.0') ? { id, version, webapp } : { id, name, version, webapp },
			),
	// Nothing is offered: a list that was asked for nonsense is none at all.
	'GET /plugins/marketplace': ({ query }) => {
		if (!/^\d*$/.test(query.get('page') ?? '')) {
			throw new AppError(500, 'app.plugin.marshal.app_error', 'Failed to marshal.');
		}
		return null;
	},
	'POST /plugins/marketplace/first_admin_visit': () => OK,
	'POST /plugins/{plugin_id}/enable': turned(true),
	'POST /plugins/{plugin_id}/activate': turned(true),
	'POST /plugins/{plugin_id}/disable': turned(false),
	'POST /plugins/{plugin_id}/deactivate': turned(false),
	'DELETE /plugins/{plugin_id}': (call) => {
		found(call);
		call.state.plugins.delete(call.params.plugin_id);
		return OK;
	},
};
