import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import { elementsOf, isLive } from './triggerAddress';

/**
 * What dialogs can do from which server on. Older servers leave out what they do not know, and say nothing.
 * Facts: none of these is in the source of 10.11; those with a commit are in that of 11.2 (server/public/model/
 * integration_action.go). Date Settings are not in 11.2 but in 11.6; File and Button not in 11.6: Button is since
 * 11.10 by Mattermost's documentation.
 */

interface Feature {
	/** As an error names it. */
	what: string;
	/** First server that supports it. */
	since: string;
	isIn: (element: IDataObject) => boolean;
}

const FEATURES: Feature[] = [
	// be9d4fcaf2 of August 2025
	{ what: 'Multiselect', since: '11.0', isIn: ({ multiselect }) => multiselect === true },
	// abe8151bad of August 2025
	{ what: 'a live menu', since: '11.0', isIn: isLive },
	// f8b3ce4e3b of September 2025
	{ what: 'Refresh', since: '11.1', isIn: ({ refresh }) => refresh === true },
	// 5a0dee5fc2 of October 2025
	{
		what: 'a date or time',
		since: '11.1',
		isIn: ({ type }) => type === 'date' || type === 'datetime',
	},
	{ what: 'a file', since: '11.7', isIn: ({ type }) => type === 'file' },
	{ what: 'a button', since: '11.10', isIn: ({ type }) => type === 'action_button' },
];

/** A submission may be answered with another page (f8b3ce4e3b); before, any answer closes the dialog. */
export const PAGES_SINCE = '11.1';

/** @throws NodeOperationError for what the server would silently leave out */
export async function checkFeatures(client: Client, dialog: IDataObject): Promise<void> {
	for (const [index, element] of elementsOf(dialog).entries()) {
		for (const { what, since, isIn } of FEATURES) {
			if (!isIn(element) || (await client.serverIsAtLeast(since))) continue;
			const version = (await client.serverVersion()).join('.');
			throw client.refuse(
				`Elements → ${index + 1}`,
				`has ${what}, which Mattermost ${version} does not support`,
				`Update Mattermost to ${since} or newer, or use other fields`,
			);
		}
	}
}
