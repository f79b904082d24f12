import { quoted, looksLike } from '../../shared/request/resolveId';
import type { Client } from '../../shared/http/client';
import type { Picker } from '../../shared/model/operation';
import { linkOf } from './pickers/links';

/**
 * Shape of Mattermost's IDs: 26 characters of z-base-32 (server source, `model.NewId`). Servers check
 * only that they are letters and digits (`model.IsValidId`), so imported ones may hold others.
 */
export const isId = (value: string): boolean => /^[a-z0-9]{26}$/.test(value);

/** Valid name of a team or channel in a URL (server source, `IsValidChannelIdentifier`). */
export const isUrlName = (value: string): boolean => /^[a-z0-9][a-z0-9_-]{0,63}$/.test(value);

/** A thing that has no name, only an ID; a link that ends in its ID serves as well. */
export const plainId: Picker = {
	noun: 'ID',
	example: '5ysuqdwrh7f88eoer5q6mm9kwc',
	isId,
	resolve: async (client: Client, _mode, value, label) => {
		const ids = (await linkOf(client, label, value))?.parts.filter(isId) ?? [];
		const id = ids.at(-1);
		if (id !== undefined) return id;
		throw client.refuse(
			label,
			`is not an ID: ${quoted(value)}, which looks like ${looksLike(value)}`,
			'Enter the ID: 26 lowercase letters and digits, such as 5ysuqdwrh7f88eoer5q6mm9kwc',
		);
	},
};
