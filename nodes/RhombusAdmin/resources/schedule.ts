import type { IDataObject } from 'n8n-workflow';
import { build } from '../../shared/request/build';
import { choices, list, localOnly, pick, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { scheduleUuid } from '../../services/rhombus/fields';
import { schedule as schedulePicker } from '../../services/rhombus/pickers';
import { found } from '../../services/rhombus/steps/found';
import { createWeekly, DAYS } from '../../services/rhombus/steps/weeklyTimes';
import { objectsIn } from '../../shared/util/guards';

export const schedule: Resource = {
	value: 'schedule',
	name: 'Schedule',
	description: 'Times at which grants, policies and rules apply',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many schedules',
			description: 'Get the schedules of the organization, weekly and others',
			request: 'POST /api/schedule/getSchedules',
			idempotent: true,
			run: async (context) => {
				const { body } = await context.send(await build(context));
				return Object.values((body ?? {}) as IDataObject).flatMap(objectsIn);
			},
		},
		{
			value: 'getWeekly',
			name: 'Get Weekly',
			action: 'Get weekly schedule',
			description: 'Get a schedule that repeats each week',
			request: 'POST /api/schedule/findWeeklySchedule',
			idempotent: true,
			fields: [
				pick(schedulePicker, 'uuid', 'Schedule, from the list or by its ID', { param: 'weekly' }),
			],
			output: found('weekly schedule', 'schedule'),
		},
		{
			value: 'createWeekly',
			name: 'Create Weekly',
			action: 'Create weekly schedule',
			description: 'Create a schedule that repeats each week',
			request: 'POST /api/policy/createSchedule',
			fields: [
				localOnly(
					text('scheduleName', 'Name of the schedule', { placeholder: 'e.g. Office Hours' }),
				),
				localOnly(
					list(
						'times',
						'Times of the week, in the time zone of the location; a time that stops before it starts goes on into the next day',
						[
							choices('days', DAYS, 'Days on which the time starts'),
							text('start', 'Start of the time', { placeholder: 'e.g. 08:00' }),
							text('stop', 'End of the time', { placeholder: 'e.g. 17:30' }),
						],
						{ required: true },
					),
				),
			],
			run: createWeekly,
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete schedule',
			description: 'Delete a schedule that nothing uses',
			request: 'POST /api/schedule/deleteSchedule',
			fields: [scheduleUuid],
			output: { kind: 'deleted' },
		},
	],
};
