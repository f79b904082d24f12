import type { Page } from 'playwright-core';

/** What people do on the sandbox's page while n8n works. */
export class SandboxPerson {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	/** Opens a channel as somebody. @param channel as the page names it */
	async open(as: string, channel: string): Promise<void> {
		await this.page.goto(`${this.url}/?as=${as}`);
		await this.page
			.getByRole('navigation', { name: 'Channels' })
			.getByText(channel)
			.first()
			.click();
		await this.page.getByRole('heading', { level: 1, name: channel }).waitFor();
	}

	/** Writes a message or a slash command in a channel. */
	async say(as: string, channel: string, text: string): Promise<void> {
		await this.open(as, channel);
		await this.page.getByLabel('Message or slash command').fill(text);
		await this.page.getByRole('button', { name: 'Send' }).click();
	}

	/**
	 * Presses the last button of that name in a channel, once it is there; again while n8n has not yet
	 * stored that the execution waits.
	 */
	async press(as: string, channel: string, button: string): Promise<void> {
		await this.open(as, channel);
		for (let tries = 0; tries < 20; tries++) {
			await this.page.getByRole('button', { name: button }).last().click();
			await this.page.waitForLoadState();
			const notice = await this.page.getByRole('status').innerText();
			if (!notice.includes('Action integration error')) return;
			await this.page.waitForTimeout(500);
		}
		throw new Error(`n8n does not take "${button}".`);
	}

	/** Makes something happen in the building; the form is found by its heading. */
	async happen(
		heading: string,
		button: string,
		choices: Record<string, string> = {},
	): Promise<void> {
		await this.page.goto(`${this.url}/rhombus`);
		const form = this.page.getByRole('region', { name: heading });
		for (const [label, value] of Object.entries(choices)) {
			const field = form.getByLabel(label, { exact: true });
			const isList = await field.evaluate(({ tagName }) => tagName === 'SELECT');
			if (isList) await field.selectOption({ label: value });
			else await field.fill(value);
		}
		await form.getByRole('button', { name: button }).click();
		await this.page.getByText(/^It happened: [1-9]/).waitFor();
	}
}
