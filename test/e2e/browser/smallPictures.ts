import { mkdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Page } from 'playwright-core';
import { DOC_PICTURES, SCREENSHOTS } from './pictures';

/** Small pictures for the documentation, made by the browser that took them. */

const WIDTH_PX = 640;
/** Of a JPEG, in percent. */
const QUALITY = 60;

/** Makes a small JPEG of a PNG. @param to below docs/pictures */
export async function shrink(page: Page, from: string, to: string): Promise<void> {
	const path = join(DOC_PICTURES, to);
	mkdirSync(dirname(path), { recursive: true });
	const data = readFileSync(from).toString('base64');
	await page.setContent(
		`<body style="margin:0"><img style="display:block;width:${WIDTH_PX}px" src="data:image/png;base64,${data}">`,
	);
	const image = page.locator('img');
	await image.evaluate(async (element) => await (element as HTMLImageElement).decode());
	await image.screenshot({ path, type: 'jpeg', quality: QUALITY });
}

/** A picture that this run took. */
export const taken = (name: string): string => join(SCREENSHOTS, `${name}.png`);
