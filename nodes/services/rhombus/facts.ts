import {
	accessGroup,
	accessRevocation,
	apiToken,
	audioFile,
	audioGateway,
	camera,
	component,
	controller,
	customField,
	device,
	door,
	elevatorLanding,
	guestPass,
	location,
	lockdownPlan,
	person,
	plainUuid,
	prompt,
	role,
	schedule,
	share,
	sharedStream,
	timelapse,
	user,
} from './pickers';
import { annotate, withPickers } from '../../shared/model/annotate';
import type { Picker, Resource } from '../../shared/model/operation';

/**
 * What the IDs of text fields name, by the end of the field's label. Such a field takes what the
 * picker of the thing takes: names, links of the console and IDs.
 */
const THINGS: Array<[words: string, picker: Picker]> = [
	['Camera', camera],
	['Door', door],
	['Location', location],
	['User', user],
	['Role', role],
	['Person', person],
	['Prompt', prompt],
	['Schedule', schedule],
	['Audio Gateway', audioGateway],
	['Audio File', audioFile],
	['Lockdown Plan', lockdownPlan],
	['Group', accessGroup],
	['Device', device],
	['Controller', controller],
	['Component', component],
	['Elevator Landing', elevatorLanding],
	['Guest Pass', guestPass],
	['Access Revocation', accessRevocation],
	['API Token', apiToken],
	['Field', customField],
	['Shared Stream', sharedStream],
	['Share', share],
	['Timelapse', timelapse],
	['', plainUuid],
];

/** IDs of other systems than Rhombus, by API name. */
const OTHERS = new Set(['voiceId', 'timezoneId', 'webhookUuid']);

/**
 * Details of the fields of Rhombus's resources that are kept as tables.
 * @param ending how labels of Rhombus's own IDs end; in the settings of integrations, whose other
 * IDs belong to the other system, they are called UUID
 */
export const withFacts = (resources: Resource[], ending: 'ID' | 'UUID'): Resource[] => {
	const pickerOf = (label: string) =>
		THINGS.find(([words]) => new RegExp(`(^|\\b)${words}\\s?${ending}s?$`).test(label))?.[1];
	return withPickers(
		annotate(resources, (field, { resource, operation }) => {
			if (field.kind === 'map') {
				const keyPicker = pickerOf(field.keyLabel ?? '');
				return keyPicker?.search ? { keyPicker } : undefined;
			}
			const isText = field.kind === 'string' || field.kind === 'strings';
			const foreign = operation.value === 'getEvent' && resource.value === 'calendly';
			if (!isText || foreign || OTHERS.has(field.name)) return undefined;
			const picker = pickerOf(field.label);
			return picker ? { picker } : undefined;
		}),
	);
};
