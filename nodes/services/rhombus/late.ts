import type { Client } from '../../shared/http/client';
import { number } from '../../shared/model/fields';
import { encode } from '../../shared/request/encode';

const MINUTE_MS = 60_000;
const MOST_MINUTES = 1440;
const USUAL_MINUTES = 15;

/**
 * How late Rhombus may list an event, in ms.
 * @param minutes as the user gave them
 * @throws NodeOperationError for what is no such number
 */
export async function lateMsOf(client: Client, minutes: unknown): Promise<number> {
	const label = 'Late Events (Minutes)';
	const field = number('lateMinutes', '', { label, min: 0, max: MOST_MINUTES });
	return (((await encode(client, field, minutes)) as number) ?? USUAL_MINUTES) * MINUTE_MS;
}
