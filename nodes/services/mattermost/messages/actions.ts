import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../../shared/http/client';
import { checkLength } from '../../../shared/request/texts';
import { isObject } from '../../../shared/util/guards';

/**
 * Buttons and menus of message attachments. Servers store any and complain only when somebody uses
 * one, so what can never work is made valid or refused before it is sent.
 */

/** The route of a click takes these only (server source, `/actions/{action_id:[A-Za-z0-9]+}`). */
const VALID_ID = /^[A-Za-z0-9]+$/;
/** Older servers take clicks of IDs only that are as long as their own (`RequireActionId` in web/context.go of 5.18). */
const ANY_ID_SINCE = '5.25';
const MADE_ID_LENGTH = 26;

/**
 * An ID without the characters that the route does not take. Nobody is told the ID of an action, so
 * a changed one harms nothing.
 */
function checkedId(
	client: Client,
	path: string,
	id: unknown,
	taken: Set<string>,
): string | undefined {
	// Servers make an ID for an action that has none.
	if (id === undefined || id === null || id === '') return undefined;
	const made = String(id).replace(/[^A-Za-z0-9]/g, '');
	if (!VALID_ID.test(made)) {
		throw client.refuse(
			`${path} → ID`,
			`is ${JSON.stringify(id)}, whose clicks would not arrive`,
			'Use letters and digits, or leave it out: the server generates one',
		);
	}
	if (taken.has(made)) {
		throw client.refuse(
			`${path} → ID`,
			`is ${JSON.stringify(id)}, which another action of the message already has`,
			'Clicks on the second action would count for the first: use different IDs, or leave them out',
		);
	}
	taken.add(made);
	return made;
}

function checkedAction(client: Client, path: string, action: unknown, taken: Set<string>): unknown {
	if (!isObject(action)) return action;
	const id = checkedId(client, path, action.id, taken);
	const { url } = isObject(action.integration) ? action.integration : ({} as IDataObject);
	// One that nobody can use need not lead anywhere.
	if (action.disabled === true) return id === undefined ? action : { ...action, id };
	if (typeof url !== 'string' || url.trim() === '') {
		throw client.refuse(
			`${path} → Integration → URL`,
			'is empty, so nothing would be called when it is used',
			'Enter the URL that receives a POST request, such as the Production URL of a published Mattermost Webhook Trigger',
		);
	}
	// A path leads to a plugin of the server.
	if (!/^https?:\/\/[^/]/i.test(url.trim()) && !/^\/?plugins\//.test(url.trim())) {
		throw client.refuse(
			`${path} → Integration → URL`,
			`is ${JSON.stringify(url.slice(0, 80))}, which Mattermost cannot call`,
			'Enter a URL that begins with http:// or https://, or the path of a plugin (/plugins/…)',
		);
	}
	if (typeof action.name !== 'string' || action.name.trim() === '') {
		throw client.refuse(`${path} → Name`, 'is empty, so nobody would see it', 'Enter its label');
	}
	return id === undefined ? action : { ...action, id };
}

/** Most characters of a post's properties as JSON (`PostPropsMaxRunes`). */
const LONGEST_PROPS = 800_000;

const checkSize = async (client: Client, path: string, value: unknown): Promise<void> =>
	await checkLength(client, path, JSON.stringify(value) ?? '', { longest: LONGEST_PROPS });

/**
 * Attachments whose buttons and menus can be used.
 * @throws NodeOperationError for what can never be
 */
export async function checkedAttachments(
	client: Client,
	path: string,
	attachments: unknown,
): Promise<unknown> {
	await checkSize(client, path, attachments);
	return await withCheckedActions(client, path, attachments);
}

async function withCheckedActions(
	client: Client,
	path: string,
	attachments: unknown,
): Promise<unknown> {
	if (attachments === undefined || attachments === null) return attachments;
	if (!Array.isArray(attachments)) {
		throw client.refuse(
			path,
			'is not a list, so the server would show nothing',
			'Provide a JSON array of attachments, not a text or a single object',
		);
	}
	const taken = new Set<string>();
	const checked = withActions(attachments, (action, index, at) =>
		checkedAction(client, `${path} → ${index + 1} → Actions → ${at + 1}`, action, taken),
	);
	const hasOwn = [...taken].some((id) => id.length !== MADE_ID_LENGTH);
	if (!hasOwn || (await client.serverIsAtLeast(ANY_ID_SINCE))) return checked;
	return withActions(checked, withoutOwnId);
}

/** The attachments with their actions changed. */
const withActions = (
	attachments: unknown[],
	change: (action: unknown, index: number, at: number) => unknown,
): unknown[] =>
	attachments.map((attachment, index) =>
		isObject(attachment) && Array.isArray(attachment.actions)
			? {
					...attachment,
					actions: attachment.actions.map((action: unknown, at) => change(action, index, at)),
				}
			: attachment,
	);

/** The server makes an ID that its route takes. */
function withoutOwnId(action: unknown): unknown {
	if (!isObject(action) || String(action.id ?? '').length === MADE_ID_LENGTH) return action;
	const rest = { ...action };
	delete rest.id;
	return rest;
}

/** Properties of a post, with their attachments checked. @throws NodeOperationError */
export async function checkedProps(client: Client, path: string, props: unknown): Promise<unknown> {
	await checkSize(client, path, props);
	if (!isObject(props) || props.attachments === undefined) return props;
	return {
		...props,
		attachments: await withCheckedActions(client, `${path} → attachments`, props.attachments),
	};
}

/** Properties of a post, or a post, in the body of a typed call. */
const HOLDERS = ['post', 'props', 'update'];

/**
 * The body of a typed call, with the buttons and menus in it checked wherever a call takes them: those of
 * a post, of one within the body, and of an incoming webhook.
 * @throws NodeOperationError for what can never be used
 */
export async function usableBody(client: Client, body: unknown, path = 'body'): Promise<unknown> {
	if (!isObject(body)) return body;
	const made: Array<[string, unknown]> = [];
	for (const [name, value] of Object.entries(body)) {
		const at = `${path}.${name}`;
		if (name === 'attachments') made.push([name, await withCheckedActions(client, at, value)]);
		else made.push([name, HOLDERS.includes(name) ? await usableBody(client, value, at) : value]);
	}
	return Object.fromEntries(made);
}
