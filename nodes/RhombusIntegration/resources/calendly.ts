import { text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';

export const calendly: Resource = {
	value: 'calendly',
	name: 'Calendly',
	operations: [
		{
			value: 'getEvent',
			name: 'Get Event',
			action: 'Get Calendly event',
			description: 'Get the name, times and invitee of an event booked through Calendly',
			request: 'POST /api/integrations/serviceManagement/getCalendlyEventDetails',
			fields: [text('eventUuid', 'ID of the event in Calendly', { label: 'Event UUID' })],
			idempotent: true,
		},
	],
};
