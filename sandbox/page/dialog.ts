import { html, options, type Html } from './html';
import type { Sent } from './types';

/** A field of a dialog, as Mattermost has it. */
export interface DialogElement {
	name: string;
	display_name?: string;
	type: string;
	subtype?: string;
	default?: string;
	placeholder?: string;
	help_text?: string;
	optional?: boolean;
	multiselect?: boolean;
	min_length?: number;
	max_length?: number;
	data_source?: string;
	options?: Array<{ text: string; value: string }> | null;
}

/** A dialog, as Mattermost has it. */
export interface Dialog {
	title?: string;
	introduction_text?: string;
	callback_id?: string;
	state?: string;
	submit_label?: string;
	notify_on_cancel?: boolean;
	elements?: DialogElement[] | null;
}

type Choices = Array<[value: string, label: string]>;

/** Kinds of text with a browser's own field. */
const INPUTS: Record<string, string> = {
	email: 'email',
	number: 'number',
	password: 'password',
	tel: 'tel',
	url: 'url',
	date: 'date',
	datetime: 'datetime-local',
};

/** The fields of a dialog. @param lists what `data_source` may name */
export function elementsOf(
	{ elements }: Dialog,
	dialog: number,
	errors: Record<string, string>,
	lists: Record<'users' | 'channels', Choices>,
): Html[] {
	return (elements ?? []).map((element, index) => {
		const id = `element-${dialog}-${index}`;
		const error = errors[element.name];
		const hint = html`${element.help_text &&
		html`<p class="muted" id="${id}-help">${element.help_text}</p>`}
		${error && html`<p class="error" role="alert" id="${id}-error">${error}</p>`}`;
		const described = [element.help_text && `${id}-help`, error && `${id}-error`].filter(Boolean);
		const about = described.length > 0 && html`aria-describedby="${described.join(' ')}"`;
		const label = `${element.display_name ?? element.name}${element.optional ? ' (optional)' : ''}`;
		const source = element.data_source as 'users' | 'channels' | undefined;
		const choices =
			(source && lists[source]) ??
			(element.options ?? []).map(({ text, value }): [string, string] => [value, text]);
		const { name, optional } = element;
		const required = !optional && 'required';
		switch (element.type) {
			case 'radio':
				return html`<fieldset ${about}>
					<legend>${label}</legend>
					${choices.map(
						([value, text]) =>
							html`<label
								><input
									type="radio"
									name="${name}"
									value="${value}"
									${value === element.default && 'checked'}
									${required}
								/>
								${text}</label
							>`,
					)}${hint}
				</fieldset>`;
			case 'bool':
				return html`<label
						><input
							type="checkbox"
							name="${name}"
							value="true"
							${element.default === 'true' && 'checked'}
							${about}
						/>
						${element.placeholder || label}</label
					>${hint}`;
			case 'select':
				return html`<label for="${id}">${label}</label>
					<select
						id="${id}"
						name="${name}"
						${about}
						${required}
						${element.multiselect && 'multiple'}
					>
						${optional && !element.multiselect && html`<option value=""></option>`}${options(
							choices,
							element.default,
						)}</select
					>${hint}`;
			case 'textarea':
				return html`<label for="${id}">${label}</label>
					<textarea id="${id}" name="${name}" rows="4" ${about} ${required}>
${element.default}</textarea
					>${hint}`;
			default:
				return html`<label for="${id}">${label}</label>
					<input
						id="${id}"
						name="${name}"
						type="${INPUTS[element.subtype || element.type] ?? 'text'}"
						value="${element.default}"
						placeholder="${element.placeholder}"
						${about}
						${required}
					/>${hint}`;
		}
	});
}

/** What Mattermost sends of the answers: numbers and switches typed, empty fields left out. */
export function submissionOf({ elements }: Dialog, sent: Sent): Record<string, unknown> {
	const submission: Record<string, unknown> = {};
	for (const { name, type, subtype, multiselect } of elements ?? []) {
		const values = sent.getAll(name).filter((value) => value !== '');
		const [value] = values;
		if (type === 'bool') submission[name] = value === 'true';
		else if (multiselect) submission[name] = values;
		else if (value === undefined) continue;
		else submission[name] = subtype === 'number' ? Number(value) : value;
	}
	return submission;
}
