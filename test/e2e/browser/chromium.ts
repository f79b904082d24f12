import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** The browser that the tests drive: the one in CHROMIUM, else where Debian puts its own. */
export const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

/**
 * Why the browser tests cannot run here, or nothing where they can. A machine that checks every
 * change has to bring a browser, so there is no excuse with CI set.
 */
export function whyNoBrowser(): string | undefined {
	if (existsSync(CHROMIUM) || process.env.CI) return undefined;
	return `There is no browser at ${CHROMIUM}: install Debian's chromium, or name another in CHROMIUM.`;
}

/** A browser that talks to loopback only, as far as its switches allow. */
export async function startBrowser(): Promise<Browser> {
	return await chromium.launch({
		executablePath: CHROMIUM,
		timeout: 90_000,
		args: [
			'--no-sandbox',
			'--disable-gpu',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			'--disable-quic',
		],
	});
}
