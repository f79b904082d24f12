import { post, threadRoot } from './pickers/postPickers';
import { category, channel, group, team, user } from './pickers/pickers';
import type { Field, Picker } from '../../shared/model/operation';
import { plainId } from './ids';

/**
 * What the IDs of text fields name, by the field's label. Such a field takes what the picker of the
 * thing takes: names, links and IDs.
 */
const THINGS: Array<[label: RegExp, picker: Picker]> = [
	[/\bChannel IDs?$/, channel],
	[/\bTeam IDs?$/, team],
	[/^Category IDs$/, category],
	[/\b(User|Owner|Member) IDs?$/, user],
	[/^Thread Root Message ID$/, threadRoot],
	[/\bMessage IDs?$/, post],
	[/^(Group|In Group|Not in Group|Not Linked to Group) IDs?$/, group],
	[/^(File|Upload|Version) IDs?$/, plainId],
];

/** The picker of a text field that holds IDs. */
export const thingOf = (field: Field): Pick<Field, 'picker'> | undefined => {
	const found = THINGS.find(([label]) => label.test(field.label));
	return found ? { picker: found[1] } : undefined;
};
