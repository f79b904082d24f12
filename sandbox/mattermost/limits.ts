import { AppError, type Row } from './api';

/** Longest texts, in characters (recorded: texts.json). */
const CHANNEL: Array<[string, number]> = [
	['display_name', 64],
	['header', 1_024],
	['purpose', 250],
];

/** @throws 400 with the server's error ID for the first text that is too long */
function check(kind: string, limits: Array<[string, number]>, given: Row): void {
	for (const [name, most] of limits) {
		if ([...String(given[name] ?? '')].length > most) {
			throw new AppError(400, `model.${kind}.is_valid.${name}.app_error`, `Invalid ${name}.`);
		}
	}
}

export const checkChannel = (given: Row) => check('channel', CHANNEL, given);
export const checkUser = (given: Row) => check('user', [['nickname', 64]], given);
