import type { Editor } from './editor';
import type { Hand } from './hand';

/** Ten jobs in three products: what is chosen and typed, from the list of nodes to a filled form. */

export type Product = 'ours' | 'mattermost' | 'slack';

/** One field, in the order in which a person fills it in. */
export type Step =
	/** A searchable list. */
	| { pick: string; entry: string }
	/** A dropdown. */
	| { choose: string; option: string }
	| { fill: string; text: string }
	/** The text next to the way in which a thing is named. */
	| { fillId: string; text: string }
	/** An optional field, behind the button that adds one. */
	| { add: string }
	/** A button of the form. */
	| { press: string };

export interface Way {
	/** The action in the list of nodes. */
	action: string;
	steps: Step[];
	/** Whether Execute is pressed in earnest: the job needs nothing of an earlier node, and ends by itself. */
	runs?: true;
}

export interface Job {
	title: string;
	/** A product without an entry cannot do it. */
	ways: Partial<Record<Product, Way>>;
}

/** The name in the list of nodes, and what is typed to find it. */
export const PRODUCTS: Record<Product, { node: string; typed: string; title: string }> = {
	ours: { node: 'Mattermost Chat', typed: 'matte', title: 'this package' },
	mattermost: { node: 'Mattermost', typed: 'matte', title: "n8n's Mattermost" },
	slack: { node: 'Slack', typed: 'slack', title: "n8n's Slack" },
};

const FETCHING_MS = 500;
const TRIES = 40;
const TEXT = 'The door of the lobby is open';
/** A message of an earlier node. */
const ID = '{{ $json.id }}';

export const JOBS: Job[] = [
	{
		title: 'Post to a channel',
		ways: {
			ours: {
				action: 'Send message (post message) to channel',
				steps: [
					{ pick: 'postChannelId', entry: 'Alerts' },
					{ fill: 'postMessage', text: TEXT },
				],
				runs: true,
			},
			mattermost: {
				action: 'Post a message',
				steps: [
					{ choose: 'channelId', option: 'Alerts' },
					{ fill: 'message', text: TEXT },
				],
			},
			slack: {
				action: 'Send a message',
				steps: [
					{ choose: 'select', option: 'Channel' },
					{ pick: 'channelId', entry: 'alerts' },
					{ fill: 'text', text: TEXT },
				],
			},
		},
	},
	{
		title: 'Reply in a thread',
		ways: {
			ours: {
				action: 'Reply to message in thread',
				steps: [
					{ fillId: 'postPostId', text: ID },
					{ fill: 'postMessage', text: TEXT },
				],
			},
			mattermost: {
				action: 'Post a message',
				steps: [
					{ choose: 'channelId', option: 'Alerts' },
					{ fill: 'message', text: TEXT },
					{ add: 'Parent Post ID' },
					{ fill: 'root_id', text: ID },
				],
			},
			slack: {
				action: 'Send a message',
				steps: [
					{ choose: 'select', option: 'Channel' },
					{ pick: 'channelId', entry: 'alerts' },
					{ fill: 'text', text: TEXT },
					{ add: 'Reply to a Message' },
					{ press: 'Reply to a Message' },
					{ fill: 'thread_ts', text: ID },
				],
			},
		},
	},
	{
		title: 'Direct message to a person by name',
		ways: {
			ours: {
				action: 'Send direct message (DM) to user',
				steps: [
					{ pick: 'postRecipient', entry: 'bob' },
					{ fill: 'postMessage', text: TEXT },
				],
				runs: true,
			},
			slack: {
				action: 'Send a message',
				steps: [
					{ choose: 'select', option: 'User' },
					{ pick: 'user', entry: 'bob' },
					{ fill: 'text', text: TEXT },
				],
			},
		},
	},
	{
		title: 'Post a file',
		ways: {
			ours: {
				action: 'Send file to channel',
				steps: [{ pick: 'postChannelId', entry: 'Alerts' }],
			},
			slack: {
				action: 'Upload a file',
				steps: [{ add: 'Channel Name or ID' }, { choose: 'channelId', option: 'alerts' }],
			},
		},
	},
	{
		title: 'Ask for approval and wait',
		ways: {
			ours: {
				action: 'Send message and wait for approval (response)',
				steps: [
					{ pick: 'postAskChannel', entry: 'Alerts' },
					{ fill: 'message', text: TEXT },
				],
			},
			slack: {
				action: 'Send message and wait for response',
				steps: [
					{ choose: 'select', option: 'Channel' },
					{ pick: 'channelId', entry: 'alerts' },
					{ fill: 'message', text: TEXT },
				],
			},
		},
	},
	{
		title: 'React to a message',
		ways: {
			ours: {
				action: 'React to message (add emoji reaction)',
				steps: [
					{ fillId: 'reactionPostId', text: ID },
					{ fill: 'reactionEmojiName', text: 'eyes' },
				],
			},
			mattermost: {
				action: 'Create a reaction',
				steps: [
					{ choose: 'userId', option: 'admin' },
					{ fill: 'postId', text: ID },
					{ fill: 'emojiName', text: 'eyes' },
				],
			},
			slack: {
				action: 'Add a reaction',
				steps: [
					{ pick: 'channelId', entry: 'alerts' },
					{ fill: 'timestamp', text: ID },
					{ fill: 'name', text: 'eyes' },
				],
			},
		},
	},
	{
		title: 'Edit a message',
		ways: {
			ours: {
				action: 'Edit (update) message (post)',
				steps: [
					{ fillId: 'postPostId', text: ID },
					{ fill: 'postMessage', text: TEXT },
				],
			},
			slack: {
				action: 'Update a message',
				steps: [
					{ pick: 'channelId', entry: 'alerts' },
					{ fill: 'ts', text: ID },
					{ fill: 'text', text: TEXT },
				],
			},
		},
	},
	{
		title: 'Create a channel',
		ways: {
			ours: {
				action: 'Create channel',
				steps: [{ fill: 'channelDisplayName', text: 'Front Desk' }],
				// Its name and team are left to the node.
				runs: true,
			},
			mattermost: {
				action: 'Create a channel',
				steps: [
					{ choose: 'teamId', option: 'Team 1' },
					{ fill: 'displayName', text: 'Front Desk' },
					{ fill: 'channel', text: 'front-desk' },
				],
			},
			slack: {
				action: 'Create a channel',
				steps: [{ fill: 'channelId', text: 'front-desk' }],
			},
		},
	},
	{
		title: 'Add somebody to a channel',
		ways: {
			ours: {
				action: 'Add (invite) user to channel',
				steps: [
					{ pick: 'channelMemberChannelId', entry: 'Alerts' },
					{ pick: 'channelMemberUserId', entry: 'bob' },
				],
				runs: true,
			},
			mattermost: {
				action: 'Add a user to a channel',
				steps: [
					{ choose: 'channelId', option: 'Alerts' },
					{ choose: 'userId', option: 'bob' },
				],
			},
			slack: {
				action: 'Invite a user to a channel',
				steps: [
					{ pick: 'channelId', entry: 'alerts' },
					{ choose: 'userIds', option: 'bob' },
				],
			},
		},
	},
	{
		title: 'Find a person by email address',
		ways: {
			ours: {
				action: 'Get user by email',
				steps: [{ fill: 'userEmail', text: 'bob@example.com' }],
				runs: true,
			},
			mattermost: {
				action: 'Get a user by email',
				steps: [{ fill: 'email', text: 'bob@example.com' }],
			},
			slack: {
				action: 'Look up a user by email',
				steps: [{ fill: 'email', text: 'bob@example.com' }],
			},
		},
	},
];

/**
 * Does a job from the open canvas up to the press of Execute, which is counted, and made where the job runs
 * by itself.
 */
export async function doJob(editor: Editor, hand: Hand, product: Product, way: Way): Promise<void> {
	const { node, typed } = PRODUCTS[product];
	const { page } = editor;
	await hand.click(editor.find('node-creator-plus-button'));
	const entries = editor.find('item-iterator-item');
	await entries.first().waitFor();
	await hand.type(typed);
	await hand.click(editor.entry(node));
	await hand.click(editor.entry(way.action));
	await editor.find('ndv').waitFor();
	let covered = false;
	for (const step of way.steps) {
		// An expression opens suggestions over the next field: a click beside them closes them.
		if (covered)
			await hand.click(editor.find('ndv').getByText('Parameters', { exact: true }).first());
		covered = 'text' in step && step.text === ID;
		if ('pick' in step) {
			const list = editor.find(`resource-locator-${step.pick}`).last();
			await hand.click(list.locator('[data-test-id="rlc-input"]'));
			await hand.click(editor.find('rlc-item').filter({ hasText: step.entry }).first());
		} else if ('choose' in step) {
			await hand.click(editor.field(step.choose));
			const options = page.getByRole('option');
			const wanted = options.filter({ hasText: step.option, visible: true }).first();
			// What a list holds is fetched when the form opens; a list that is opened earlier closes again.
			for (let tries = 0; tries < TRIES && !(await wanted.isVisible()); tries++) {
				await page.waitForTimeout(FETCHING_MS);
				if (!(await options.filter({ visible: true }).first().isVisible())) {
					await editor.field(step.choose).click();
				}
			}
			await hand.click(wanted);
			// Where several may be chosen the list stays open.
			if (await options.first().isVisible()) await page.keyboard.press('Escape');
		} else if ('fill' in step) {
			const input = editor.field(step.fill).locator('input, textarea, .cm-content').first();
			await hand.click(input);
			await hand.type(step.text);
		} else if ('fillId' in step) {
			const input = editor.find(`resource-locator-${step.fillId}`).locator('input').last();
			await hand.click(input);
			await hand.type(step.text);
		} else if ('press' in step) {
			const parameters = editor.find('node-parameters');
			await hand.click(parameters.getByRole('button', { name: step.press }).first());
		} else {
			await hand.click(editor.find('collection-parameter-add').last());
			const option = page.getByRole('option', { name: step.add, exact: true });
			// A collection of one field adds it at once.
			const label = editor.find('node-parameters').getByText(step.add, { exact: true });
			await option.or(label).first().waitFor();
			if (await option.isVisible()) await hand.click(option);
		}
	}
	const execute = editor.find('node-execute-button').first();
	if (!way.runs) return await hand.wouldClick(execute);
	await hand.click(execute);
	await editor.seeOutput('1 item');
}
