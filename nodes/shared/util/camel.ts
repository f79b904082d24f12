export const upper = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

/** `root_id`, `props.card` → `rootId`, `propsCard`. */
export const camel = (name: string): string =>
	name
		.split(/[^A-Za-z0-9]+/)
		.filter(Boolean)
		.map((word, index) =>
			index === 0 ? word.charAt(0).toLowerCase() + word.slice(1) : upper(word),
		)
		.join('');
