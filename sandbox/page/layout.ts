import { html, type Html } from './html';

/** A page of the sandbox. `main` may hold parts with `data-live`, which the script keeps up to date. */
export interface Screen {
	title: string;
	main: Html;
	/** What happened to what the person did last. */
	notices: string[];
}

/** The whole document. @param here path of the screen, for the navigation */
export function documentOf({ title, main, notices }: Screen, here: string): string {
	const place = (path: string, name: string) =>
		html`<a href="${path}" ${path === here && html`aria-current="page"`}>${name}</a>`;
	return html`<!DOCTYPE html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<title>${title} – Sandbox</title>
				<link rel="icon" href="data:," />
				<link rel="stylesheet" href="/page.css" />
				<script src="/page.js" defer></script>
			</head>
			<body>
				<a class="skip" href="#main">Skip to content</a>
				<header>
					<p class="name">Sandbox</p>
					<nav aria-label="Services">
						${place('/', 'Mattermost')} ${place('/rhombus', 'Rhombus')}
					</nav>
				</header>
				<main id="main">
					<h1>${title}</h1>
					<div role="status" class="notices">
						${notices.map((notice) => html`<p>${notice}</p>`)}
					</div>
					${main}
				</main>
			</body>
		</html>`.text;
}

export const STYLE = `
:root { color-scheme: light dark; --line: #8886; --soft: #8881; --accent: #1c58d9; }
@media (prefers-color-scheme: dark) { :root { --accent: #8fb4ff; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.45 system-ui, sans-serif; }
a { color: var(--accent); }
header { display: flex; gap: 2rem; align-items: baseline; padding: .5rem 1.5rem; border-bottom: 1px solid var(--line); }
header .name { margin: 0; font-weight: 700; }
header a { margin-right: 1rem; }
a[aria-current] { font-weight: 700; color: inherit; text-decoration: none; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; padding: .5rem; background: Canvas; }
main { max-width: 72rem; margin: 0 auto; padding: 0 1.5rem 3rem; }
h1 { font-size: 1.4rem; }
h2 { font-size: 1.15rem; margin-top: 2rem; }
.notices p { margin: .5rem 0; padding: .5rem .75rem; border: 1px solid var(--line); background: var(--soft); }
.chat { display: grid; grid-template-columns: 13rem 1fr; gap: 2rem; }
.chat nav ul, .posts { list-style: none; margin: 0; padding: 0; }
.chat nav li { padding: .15rem 0; }
@media (max-width: 44rem) { .chat { grid-template-columns: 1fr; } }
.posts > li { padding: .5rem 0; border-top: 1px solid var(--line); }
.posts .posts { margin-left: 2rem; }
.posts p { margin: 0; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; }
.attachment { margin: .4rem 0; padding-left: .75rem; border-left: 4px solid var(--line); }
.attachment dt { font-weight: 600; }
.attachment dd { margin: 0; }
.actions { display: flex; flex-wrap: wrap; gap: .5rem; margin-top: .4rem; }
.only, .muted, time { opacity: .8; font-size: .9rem; }
form label, form fieldset { display: block; margin: .5rem 0 .2rem; }
fieldset { border: 1px solid var(--line); }
input, select, textarea, button { font: inherit; padding: .3rem .5rem; max-width: 100%; }
input[type=checkbox], input[type=radio] { width: auto; }
textarea { width: 100%; }
.dialog { margin: 1rem 0; padding: 0 1rem 1rem; border: 2px solid var(--accent); }
.error { color: #b3261e; }
@media (prefers-color-scheme: dark) { .error { color: #ffb4ab; } }
.rows { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: 1rem 2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; padding: .3rem .6rem .3rem 0; border-bottom: 1px solid var(--line); vertical-align: top; }
.wide { overflow-x: auto; }
.pictures { display: grid; grid-template-columns: repeat(auto-fill, minmax(12rem, 1fr)); gap: 1rem; padding: 0; list-style: none; }
img { max-width: 100%; max-height: 16rem; display: block; }
`;

/** Asks for the page every two seconds and puts in what is new, but not under a person's hands. */
export const SCRIPT = `
'use strict';
const shown = new Map();
const parts = (root) => [...root.querySelectorAll('[data-live]')];
for (const part of parts(document)) shown.set(part.dataset.live, part.innerHTML);
async function refresh() {
	const answer = await fetch(location.href, { headers: { 'x-refresh': '1' } });
	if (!answer.ok) return;
	const page = new DOMParser().parseFromString(await answer.text(), 'text/html');
	for (const fresh of parts(page)) {
		const name = fresh.dataset.live;
		const old = document.querySelector('[data-live="' + name + '"]');
		if (!old || shown.get(name) === fresh.innerHTML || old.contains(document.activeElement)) continue;
		old.innerHTML = fresh.innerHTML;
		shown.set(name, fresh.innerHTML);
	}
}
setInterval(() => refresh().catch(() => undefined), 2000);
document.addEventListener('change', ({ target }) => {
	if (target.matches('select[data-submit]')) target.form.requestSubmit();
});
document.addEventListener('keydown', (event) => {
	const { target, key, shiftKey, isComposing } = event;
	if (key !== 'Enter' || shiftKey || isComposing || !target.matches('textarea[data-enter]')) return;
	event.preventDefault();
	target.form.requestSubmit();
});
const field = document.querySelector('[data-start]');
if (field && location.hash === '#message') field.focus();
`;
