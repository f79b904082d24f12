import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** Where a run leaves what it saw. */
export const SCREENSHOTS = join(__dirname, '..', '..', '..', '.cache', 'screenshots');

/** Pictures of the documentation. */
export const DOC_PICTURES = join(__dirname, '..', '..', '..', 'docs', 'pictures');

/** Whether this run is to write the pictures of the documentation. */
export const WRITES_PICTURES = process.env.WRITE_PICTURES === '1';

/** Keeps a picture of the whole window, or of one part of it, as `<name>.png`. */
export async function picture(of: Page | Locator, name: string): Promise<void> {
	mkdirSync(SCREENSHOTS, { recursive: true });
	await of.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
}

/** The part of the window where something stands, with whatever lies over it, as a picture for the documentation. */
export async function docPicture(part: Locator, name: string): Promise<void> {
	if (!WRITES_PICTURES) return;
	const clip = await part.boundingBox();
	if (!clip) throw new Error(`There is nothing to take ${name} of.`);
	const path = join(DOC_PICTURES, `${name}.png`);
	await part.page().screenshot({ path, clip, animations: 'disabled' });
}
