import { createHash } from 'crypto';
import type { IDataObject } from 'n8n-workflow';

/**
 * A trigger's cursor in the node's static data, with the settings that it was made with. With other
 * ones it is worth nothing: what the old filter kept out would start the workflow.
 */

/** Equal for equal settings. @param settings in a fixed order */
export const fingerprintOf = (settings: unknown): string =>
	createHash('sha256').update(JSON.stringify(settings)).digest('hex').slice(0, 32);

/**
 * The cursor that was kept with the same settings.
 * @param read gives undefined for a value that is no cursor
 */
export const keptCursor = <T>(
	memory: IDataObject,
	settings: string,
	read: (value: unknown) => T | undefined,
): T | undefined => (memory.settings === settings ? read(memory.cursor) : undefined);

/** n8n writes it to its database when the trigger emits, or after a poll. */
export function keepCursor(memory: IDataObject, settings: string, cursor: object): void {
	memory.settings = settings;
	memory.cursor = cursor as IDataObject;
}
