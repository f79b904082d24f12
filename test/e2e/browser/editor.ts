import type { Locator, Page } from 'playwright-core';
import { OWNER } from '../../../tools/n8n/client';

/**
 * What a person does in n8n's editor. Elements are found by their text where they have one, else by
 * the `data-test-id` that n8n 2.41 gives them.
 */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	find(testId: string): Locator {
		return this.page.locator(`[data-test-id="${testId}"]`);
	}

	async logIn(): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.locator('input[type=email]').fill(OWNER.email);
		await this.page.locator('input[type=password]').fill(OWNER.password);
		await this.find('form-submit-button').click();
		await this.page.waitForURL(/\/(home|workflow)/);
	}

	/** An empty workflow with the trigger that a person starts by hand. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.find('canvas-add-button').click();
		await this.page.getByText('Trigger manually').first().click();
		await this.find('canvas-trigger-node').waitFor();
	}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.find('canvas-node').first().waitFor();
	}

	/** Brings the whole workflow into view, as n8n does when it is opened. */
	async fitCanvas(): Promise<void> {
		await this.find('zoom-to-fit').click();
		// The view glides.
		await this.page.waitForTimeout(500);
	}

	/** Presses the button that runs the workflow. @param trigger where the workflow has several */
	async executeWorkflow(trigger?: string): Promise<void> {
		const button = this.find('execute-workflow-button').first();
		if (trigger && !(await button.innerText()).includes(trigger)) {
			await this.page.locator('[aria-label="Select trigger node"]').click();
			await this.page.getByRole('menuitem', { name: trigger }).click();
		}
		const started = this.page.waitForResponse(/\/rest\/workflows\/[^/]+\/run/);
		await button.click();
		const answer = await started;
		if (!answer.ok()) throw new Error(`n8n did not start: ${await answer.text()}`);
	}

	/** Waits until the workflow has ended well, and no node of it shows an error. */
	async seeGreen(): Promise<void> {
		await this.page
			.getByText(/Workflow executed successfully/i)
			.first()
			.waitFor();
		const failed = await this.find('canvas-node-status-error').count();
		if (failed > 0) throw new Error(`${failed} nodes show an error.`);
	}

	/** Where the nodes stand on the screen, px, and how much of the height of the note has text, 0 to 1. */
	async measureCanvas(): Promise<{
		nodes: Array<Record<'left' | 'right' | 'top' | 'bottom' | 'width', number>>;
		note: { filled: number };
	}> {
		return await this.page.evaluate(() => {
			const boxes = [...document.querySelectorAll('[data-test-id="canvas-node"]')];
			const nodes = boxes.map((node) => {
				const { left, right, top, bottom, width } = node.getBoundingClientRect();
				return { left, right, top, bottom, width };
			});
			const note = document.querySelector('[data-test-id="sticky"]')!;
			const text = [...note.querySelectorAll('h1, h2, p, li')].map((one) =>
				one.getBoundingClientRect(),
			);
			const { top, height } = note.getBoundingClientRect();
			const filled = (Math.max(...text.map(({ bottom }) => bottom)) - top) / height;
			return { nodes, note: { filled } };
		});
	}

	/** Opens a node by its name on the canvas. */
	async openNode(name: string): Promise<void> {
		await this.find('canvas-node').filter({ hasText: name }).first().dblclick();
		await this.find('ndv').waitFor();
	}

	async closeNode(): Promise<void> {
		await this.find('ndv-close-button').first().click();
		await this.find('ndv').waitFor({ state: 'hidden' });
	}

	/** Opens the list of nodes behind the button with the plus sign. */
	async openNodeList(): Promise<void> {
		await this.find('node-creator-plus-button').click();
		await this.find('node-creator-search-bar').waitFor();
	}

	/** Types into the list of nodes; returns what it then offers, a text for each entry. */
	async searchNodes(words: string): Promise<string[]> {
		const entries = this.find('node-creator').locator('[data-test-id="item-iterator-item"]');
		// What is typed before the list has its entries is searched in an empty list.
		await entries.first().waitFor();
		await this.find('node-creator-search-bar').fill(words);
		// The list follows the typing after a moment; the last word is in its first entry.
		await entries
			.filter({ hasText: new RegExp(words, 'i') })
			.first()
			.waitFor();
		return await entries.allInnerTexts();
	}

	/** Adds a node with one of its actions, as the list of nodes offers it, and opens it. */
	async addNode(node: string, action: string): Promise<void> {
		await this.openNodeList();
		await this.searchNodes(node);
		await this.entry(node).click();
		await this.entry(action).click();
		await this.find('ndv').waitFor();
	}

	/** Addresses of the pictures on the page that could not be loaded. */
	async brokenPictures(): Promise<string[]> {
		return await this.page
			.locator('img')
			.evaluateAll((found) =>
				(found as HTMLImageElement[])
					.filter(({ complete, naturalWidth }) => complete && naturalWidth === 0)
					.map(({ src }) => src),
			);
	}

	/** An entry of the open list of nodes or actions. */
	entry(name: string): Locator {
		return this.find('item-iterator-item')
			.filter({ has: this.page.getByText(name, { exact: true }) })
			.first();
	}

	/** The element in which a parameter is filled in, by its technical name. */
	field(name: string): Locator {
		return this.find(`parameter-input-${name}`).first();
	}

	/** Chooses in a dropdown. */
	async choose(name: string, option: string): Promise<void> {
		await this.field(name).click();
		await this.page.getByRole('option', { name: option, exact: true }).click();
	}

	/** Adds an optional field by its label; `button` counts the "Add" buttons from the top, from 0. */
	async addField(label: string, button = 0): Promise<void> {
		await this.find('collection-parameter-add').nth(button).click();
		await this.page.getByRole('option', { name: label, exact: true }).click();
		// Its own "Add" button, where it has one, comes with it.
		await this.find('node-parameters').getByText(label, { exact: true }).first().waitFor();
	}

	/** Labels that the first "Add" button offers. */
	async offeredFields(): Promise<string[]> {
		const add = this.find('collection-parameter-add').first();
		await add.click();
		const options = this.page.getByRole('option');
		await options.first().waitFor();
		const labels = await options.allInnerTexts();
		await this.page.keyboard.press('Escape');
		await options.first().waitFor({ state: 'hidden' });
		return labels;
	}

	/** What the "Add" buttons say that offer fields to choose from. */
	async addButtons(): Promise<string[]> {
		return await this.find('collection-parameter-add').evaluateAll((found) =>
			found.map(
				(button) =>
					(button as HTMLElement).innerText.trim() ||
					(button.querySelector('input')?.placeholder ?? ''),
			),
		);
	}

	/** Opens a searchable list and types a part of a name; returns what the list offers. */
	async searchIn(name: string, words: string): Promise<string[]> {
		await this.find(`resource-locator-${name}`).locator('[data-test-id="rlc-input"]').click();
		await this.find('rlc-search').fill(words);
		const found = this.find('rlc-item').filter({ hasText: new RegExp(words, 'i') });
		await found.first().waitFor();
		return await this.find('rlc-item').allInnerTexts();
	}

	async pick(entry: string): Promise<void> {
		await this.find('rlc-item').filter({ hasText: entry }).first().click();
	}

	/** Types into a parameter, in place of what it held. */
	async type(name: string, text: string): Promise<void> {
		await this.field(name).locator('input, textarea').first().fill(text);
	}

	/** Turns a switch on or off. */
	async flip(name: string): Promise<void> {
		// The switch itself is invisible; what is drawn is around it.
		await this.field(name).getByRole('switch').locator('..').click();
	}

	/** Types into the field that names a thing, where it is not a list. */
	async typeIn(name: string, text: string): Promise<void> {
		await this.find(`resource-locator-${name}`).locator('input').last().fill(text);
	}

	/** Chooses how a thing is named: `From list`, `By ID`, … */
	async chooseMode(name: string, mode: string): Promise<void> {
		const modes = this.find(`resource-locator-${name}`);
		await modes.locator('[data-test-id="rlc-mode-selector"]').click();
		await this.page.getByRole('option', { name: mode, exact: true }).click();
	}

	/** Presses a button of the open node's parameters. */
	async press(button: string): Promise<void> {
		await this.find('node-parameters').getByRole('button', { name: button }).first().click();
	}

	/** Runs the open node. */
	async execute(): Promise<void> {
		const started = this.page.waitForResponse(/\/rest\/workflows\/[^/]+\/run/);
		await this.find('node-execute-button').first().click();
		await started;
	}

	/** Starts the open trigger and waits until it says that it listens. */
	async listen(): Promise<void> {
		await this.execute();
		await this.find('ndv')
			.getByText(/listening|waiting/i)
			.first()
			.waitFor();
	}

	/** Waits until the output of the open node shows this; returns all that it then shows. */
	async seeOutput(text: string | RegExp): Promise<string> {
		const panel = this.find('output-panel');
		await panel.getByText(text).first().waitFor();
		return await panel.innerText();
	}

	/**
	 * Waits until the open node has come to its end, leaves its field, and closes n8n's messages: what a
	 * picture for the documentation is taken of.
	 */
	async tidy(): Promise<void> {
		await this.find('node-execute-button').first().getByText('Execute step').waitFor();
		await this.find('ndv').getByText('Parameters', { exact: true }).first().click();
		const messages = this.page.locator('.el-notification__closeBtn');
		while (await messages.first().isVisible()) {
			await messages
				.first()
				.click({ timeout: 1_000 })
				.catch(() => undefined);
		}
	}

	async showOutputAs(view: 'schema' | 'table' | 'json'): Promise<void> {
		await this.find('output-panel').locator(`[data-test-id="radio-button-${view}"]`).click();
	}

	/** Opens the form of a new credential of the type with this name. */
	async newCredential(type: string): Promise<void> {
		await this.page.goto(`${this.url}/home/credentials/create`);
		const choice = this.find('new-credential-type-select').locator('input');
		await choice.fill(type);
		await this.page.getByText(type, { exact: true }).first().click();
		// n8n asks its server for a name of the credential, and cannot save it before that came.
		const named = this.page
			.waitForResponse(/\/rest\/credentials\/new/, { timeout: 10_000 })
			.catch(() => undefined);
		await this.find('new-credential-type-button').click();
		await this.find('credential-edit-dialog').waitFor();
		await named;
	}

	/** Saves the open credential, which makes n8n test it; returns what the form then says. */
	async saveCredential(): Promise<string> {
		const tested = this.page.waitForResponse(/\/rest\/credentials\/test/);
		await this.find('credential-save-button').click();
		await tested;
		const dialog = this.find('credential-edit-dialog');
		const refused = dialog.getByText('with these settings');
		await refused.or(dialog.getByText('tested successfully')).first().waitFor();
		if (await refused.isVisible()) await dialog.getByText('More details').click();
		return await dialog.innerText();
	}

	/**
	 * Presses Connect in the open OAuth2 credential, where the service's page says yes at once; returns
	 * what the form then says.
	 */
	async connectCredential(): Promise<string> {
		const dialog = this.find('credential-edit-dialog');
		const page = this.page.waitForEvent('popup');
		await dialog.getByRole('button', { name: /^Connect( |$)/ }).click();
		await page;
		await dialog.getByText('Account connected').waitFor();
		return await dialog.innerText();
	}
}
