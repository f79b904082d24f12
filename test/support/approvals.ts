import type { IDataObject, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { receiveAnswer } from '../../nodes/services/mattermost/approvals/receiveAnswer';
import { TOKENS, type Sandbox } from '../../sandbox';
import { triggerIdOf } from '../../sandbox/mattermost/signing';
import { builtPackage, runWorkflow, type RunOptions } from './harness';
import { webhookContext, type Incoming, type Refusal } from './contexts';
import { fetchFrom } from './sandbox';
import { firstOf } from './present';

/** Send and Wait in n8n's engine, and what Mattermost or a forger sends to its addresses. */

export interface Action {
	id: string;
	name: string;
	type: string;
	options?: unknown;
}

/** A question that was asked. */
export interface Asked {
	post: { id: string; channel_id: string; message: string; props: IDataObject };
	actions: Action[];
	/** Addresses of its buttons. */
	urls: URL[];
	/** What its buttons' context holds: Mattermost alone sends it back. */
	context: IDataObject;
	/** What n8n keeps with the waiting execution. */
	kept: string;
}

export interface Answered {
	result: IWebhookResponseData;
	refused?: Refusal;
	/** Whether the execution goes on. */
	resumes: boolean;
}

/** A picture that the input of the question has. */
const PHOTO = {
	data: Buffer.from('a picture').toString('base64'),
	mimeType: 'image/png',
	fileName: 'door.png',
};

export const queryOf = (url: URL | string): IDataObject =>
	Object.fromEntries(new URL(url).searchParams);

/** What the waiting node keeps in the data of an execution. */
export const keptIn = (data: IDataObject): string => {
	const { executionData } = data as { executionData: { contextData: IDataObject } };
	const context = executionData.contextData['node:Under Test'] as IDataObject | undefined;
	return String(context?.waitingFor ?? '');
};

/** @param withoutSockets answers to questions ask the sandbox directly: it records and delays none of it */
export const approvalsOn = (sandbox: () => Sandbox, withoutSockets = false) => {
	const state = () => sandbox().mattermost.state;
	const credentials = () => ({
		mattermostTokenApi: {
			siteUrl: sandbox().mattermost.url,
			accessToken: TOKENS.mattermostAdmin,
		},
	});
	const user = (name: string) => state().user(name).id;

	/** Runs the operation and gives the message it made. */
	async function ask(options: IDataObject = {}, items = 1): Promise<Asked> {
		let kept = '';
		await runWorkflow({
			...runOptions(options, items),
			inspect: (data) => {
				kept = keptIn(data);
			},
		});
		const post = [...state().posts.values()].at(-1)! as unknown as Asked['post'];
		const { actions } = firstOf(post.props.attachments as unknown as Array<{ actions: Action[] }>);
		const integrations = actions.map(({ id }) => state().integrations.get(id)!);
		return {
			post,
			actions,
			kept,
			urls: integrations.map(({ url }) => new URL(url)),
			context: integrations[0]!.context as IDataObject,
		};
	}

	/** The node with the operation, for the harness. */
	function runOptions(options: IDataObject = {}, items = 1): RunOptions {
		return {
			node: builtPackage().nodes.mattermost!,
			items: Array.from({ length: items }, () => ({ json: {}, binary: { photo: PHOTO } })),
			parameters: {
				authentication: 'accessToken',
				resource: 'post',
				operation: 'sendAndWait',
				postAskChannel: { __rl: true, mode: 'id', value: state().channel('alerts').id },
				message: 'Deploy version 7?',
				postAnswerType: 'approval',
				...options,
			} as never,
			credentials: credentials(),
		};
	}

	/** Options that name who may answer. */
	const allowed = (...names: string[]): IDataObject => ({
		postSendAndWaitOptions: {
			allowedUsers: {
				entry: names.map((value) => ({ value: { __rl: true, mode: 'username', value } })),
			},
		},
	});

	/** Adds members of the team and the channel. */
	const addPeople = (...names: string[]) => {
		for (const username of names) {
			const { id } = state().addUser({ username });
			state().join(state().team('team1').id, id);
			state().enter(state().channel('alerts').id, id);
		}
	};

	/** Hands a delivery to the node, in an execution that waits for `kept`. */
	async function deliver(kept: string, query: IDataObject, incoming: Incoming): Promise<Answered> {
		const { context, refused } = webhookContext(
			{
				kept,
				parameters: { authentication: 'accessToken' },
				credentials: credentials().mattermostTokenApi,
				authenticate: (headers) => {
					headers.Authorization = `Bearer ${TOKENS.mattermostAdmin}`;
				},
				...(withoutSockets && { fetch: fetchFrom(sandbox()) }),
			},
			{ query, ...incoming },
		);
		// What n8n's own context does.
		(
			context as { getSignedResumeUrl: IWebhookFunctions['getSignedResumeUrl'] }
		).getSignedResumeUrl = (parameters) =>
			`http://127.0.0.1/resume?${new URLSearchParams(parameters).toString()}`;
		const result = await receiveAnswer(context);
		return { result, refused: refused(), resumes: result.workflowData !== undefined };
	}

	/** What Mattermost's server sends when somebody presses a button of the question. */
	const press = (asked: Asked, who = 'bob', more: IDataObject = {}): IDataObject => ({
		user_id: user(who),
		user_name: who,
		channel_id: asked.post.channel_id,
		post_id: asked.post.id,
		trigger_id: triggerIdOf('press', String(more.user_id ?? user(who))),
		...more,
		context: { ...asked.context, ...(more.context as IDataObject | undefined) },
	});

	/** State of the form that was opened last, by person. */
	const states = new Map<string, string>();

	/** What it sends when somebody submits the form. */
	const submission = (who: string, text: unknown, more: IDataObject = {}): IDataObject => ({
		type: 'dialog_submission',
		callback_id: 'n8n',
		state: states.get(user(who)) ?? '',
		user_id: user(who),
		channel_id: state().channel('alerts').id,
		submission: { answer: text } as IDataObject,
		cancelled: false,
		...more,
	});

	/** Presses the button that opens the form, and gives the form's address. */
	async function openForm(asked: Asked, who = 'bob'): Promise<IDataObject> {
		const trigger_id = triggerIdOf(`press ${asked.post.id}`, user(who));
		const body = press(asked, who, { trigger_id });
		await deliver(asked.kept, queryOf(asked.urls[0]!), { body });
		const dialog = state().dialogs.get(trigger_id);
		if (!dialog) return {};
		const query = queryOf(dialog.url);
		states.set(user(who), String(dialog.dialog.state));
		return query;
	}

	return {
		state,
		credentials,
		user,
		addPeople,
		runOptions,
		ask,
		allowed,
		deliver,
		press,
		submission,
		openForm,
	};
};
