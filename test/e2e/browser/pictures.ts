import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';

/** Where a run leaves what it saw. */
export const SCREENSHOTS = join(__dirname, '..', '..', '..', '.cache', 'screenshots');

/** Keeps a picture of the whole window, or of one part of it, as `<name>.png`. */
export async function picture(of: Page | Locator, name: string): Promise<void> {
	mkdirSync(SCREENSHOTS, { recursive: true });
	await of.screenshot({ path: join(SCREENSHOTS, `${name}.png`), animations: 'disabled' });
}
