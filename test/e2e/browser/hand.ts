import type { Locator, Page } from 'playwright-core';

/** One notch of a mouse wheel, px. */
const NOTCH_PX = 100;
/** Lists end: nobody turns further. */
const MOST_NOTCHES = 400;

/** What a job took. */
export interface Effort {
	clicks: number;
	/** Characters typed. */
	keys: number;
	/** Notches of the mouse wheel, of 100 px. */
	wheel: number;
}

/** A person's hand, which counts what it does. */
export class Hand {
	effort: Effort = { clicks: 0, keys: 0, wheel: 0 };

	constructor(private readonly page: Page) {}

	/** Clicks something, after turning the wheel over its list or form until it is in view. */
	async click(target: Locator): Promise<void> {
		await this.bringIntoView(target);
		await target.click();
		this.effort.clicks++;
	}

	/** A click that is counted and not made: what it would start is not part of the job's form. */
	async wouldClick(target: Locator): Promise<void> {
		await this.bringIntoView(target);
		this.effort.clicks++;
	}

	/** Types where the cursor is. */
	async type(text: string): Promise<void> {
		await this.page.keyboard.insertText(text);
		this.effort.keys += text.length;
	}

	private async bringIntoView(target: Locator): Promise<void> {
		await target.waitFor({ state: 'attached' });
		for (let notches = 0; notches <= MOST_NOTCHES; notches++) {
			const place = await target.evaluate((element) => {
				const box = element.getBoundingClientRect();
				let frame = { top: 0, bottom: innerHeight, left: 0, right: innerWidth };
				for (let above = element.parentElement; above; above = above.parentElement) {
					const { overflowY } = getComputedStyle(above);
					if (!/auto|scroll|hidden/.test(overflowY)) continue;
					const { top, bottom, left, right } = above.getBoundingClientRect();
					frame = {
						top: Math.max(top, frame.top),
						bottom: Math.min(bottom, frame.bottom),
						left: Math.max(left, frame.left),
						right: Math.min(right, frame.right),
					};
				}
				const middle = (box.top + box.bottom) / 2;
				return {
					below: middle > frame.bottom - 4,
					above: middle < frame.top + 4,
					x: (frame.left + frame.right) / 2,
					y: (frame.top + frame.bottom) / 2,
				};
			});
			if (!place.below && !place.above) return;
			await this.page.mouse.move(place.x, place.y);
			await this.page.mouse.wheel(0, place.below ? NOTCH_PX : -NOTCH_PX);
			this.effort.wheel++;
			await this.page.waitForTimeout(15);
		}
		throw new Error('The wheel does not bring it into view.');
	}
}
