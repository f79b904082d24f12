import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import type { OperationContext } from '../../../shared/model/operation';

/**
 * Times of a week as Rhombus keeps them: minutes from Monday 00:00, a stop at the end of the week as 0
 * (rhombus-node-mcp at 19c24fe, the tool for schedules).
 */

export const DAYS = {
	MON: 'Monday',
	TUE: 'Tuesday',
	WED: 'Wednesday',
	THU: 'Thursday',
	FRI: 'Friday',
	SAT: 'Saturday',
	SUN: 'Sunday',
};

const DAY_MIN = 24 * 60;
const WEEK_MIN = 7 * DAY_MIN;

/** Minutes of a time such as 17:30; undefined for anything else. 24:00 is the end of the day. */
function minutesOf(text: unknown): number | undefined {
	const found = /^([01]?\d|2[0-4]):([0-5]\d)$/.exec(String(text ?? '').trim());
	const minutes = found ? Number(found[1]) * 60 + Number(found[2]) : Infinity;
	return minutes <= DAY_MIN ? minutes : undefined;
}

/**
 * Intervals of rows of days and times; one that stops before it starts goes on into the next day.
 * @throws NodeOperationError that names what is wrong
 */
export function intervalsOf(
	context: Pick<OperationContext, 'refuse'>,
	rows: IDataObject[],
): Array<{ minuteOfWeekStart: number; minuteOfWeekStop: number }> {
	return rows.flatMap(({ days, start, stop }) => {
		const [from, to] = [minutesOf(start), minutesOf(stop)];
		if (from === undefined || to === undefined || from === to) {
			throw context.refuse(
				'Times',
				`has no time of the day in "${String(from === undefined ? start : stop)}"`,
				'Enter times such as 08:00 and 17:30',
			);
		}
		const chosen = Object.keys(DAYS).filter((day) => ((days ?? []) as string[]).includes(day));
		if (chosen.length === 0) throw context.refuse('Times', 'is empty', 'Choose at least one day');
		return chosen.map((day) => {
			const base = Object.keys(DAYS).indexOf(day) * DAY_MIN;
			return {
				minuteOfWeekStart: base + from,
				minuteOfWeekStop: (base + to + (to < from ? DAY_MIN : 0)) % WEEK_MIN,
			};
		});
	});
}

/** Schedule → Create Weekly. */
export async function createWeekly(context: OperationContext): Promise<IDataObject> {
	const { scheduleName: name, times } = await valuesByName(context);
	const intervalList = intervalsOf(context, (times ?? []) as IDataObject[]);
	const { scheduleUuid } = await context.request('POST /api/policy/createSchedule', {
		body: { schedule: { name, strategy: 'WEEKLY_REPEATING_MINUTES', intervalList } },
	});
	return { scheduleUuid, name, intervals: intervalList.length };
}
