/** HTML made of templates in which every value is escaped. */
export class Html {
	constructor(readonly text: string) {}
}

const ESCAPES: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};

const escape = (text: string) => text.replace(/[&<>"']/g, (character) => ESCAPES[character]!);

function written(value: unknown): string {
	if (value instanceof Html) return value.text;
	if (Array.isArray(value)) return value.map(written).join('');
	if (value === undefined || value === null || value === false) return '';
	return escape(String(value));
}

/** A template; values are escaped, `Html` and lists of it are not; undefined and false are nothing. */
export function html(parts: TemplateStringsArray, ...values: unknown[]): Html {
	return new Html(
		parts
			.map((part, index) => part + (index < values.length ? written(values[index]) : ''))
			.join(''),
	);
}

/** A form that posts to `action`, with what a person does not fill in. */
export const form = (action: string, hidden: Record<string, string>, content: Html): Html =>
	html`<form method="post" action="${action}">
		${Object.entries(hidden).map(
			([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
		)}
		${content}
	</form>`;

/** A time as text that a browser and a person read. */
export const time = (ms: number): Html => {
	const at = new Date(ms).toISOString();
	return html`<time datetime="${at}">${at.slice(0, 19).replace('T', ' ')} UTC</time>`;
};

/** Options of a dropdown from pairs of value and label. */
export const options = (pairs: Array<[value: string, label: string]>, chosen?: string): Html[] =>
	pairs.map(
		([value, label]) =>
			html`<option value="${value}" ${value === chosen && 'selected'}>${label}</option>`,
	);
