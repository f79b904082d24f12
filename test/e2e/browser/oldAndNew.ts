import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { DOC_PICTURES, SCREENSHOTS } from './pictures';

/** Small pictures for the documentation, made by the browser that took them. */

const WIDTH = 640;

/** A PNG as a small JPEG in docs/pictures. @param width px */
export async function shrink(page: Page, from: string, to: string, width = WIDTH): Promise<void> {
	if (!existsSync(from)) return;
	mkdirSync(join(DOC_PICTURES, to, '..'), { recursive: true });
	await page.setContent(
		`<body style="margin:0"><img style="display:block;width:${width}px" src="data:image/png;base64,${readFileSync(from).toString('base64')}">`,
	);
	const image = page.locator('img');
	await image.evaluate(async (element) => await (element as HTMLImageElement).decode());
	await image.screenshot({ path: join(DOC_PICTURES, to), type: 'jpeg', quality: 60 });
}

/** A picture that this run took. */
export const taken = (name: string): string => join(SCREENSHOTS, `${name}.png`);
