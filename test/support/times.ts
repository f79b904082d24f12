import type { INodeParameters } from 'n8n-workflow';

/** One time field of each action node, and of Any Endpoint, for tests of the workflow's time zone. */

const id = (value: string) => ({ __rl: true, mode: 'id', value });
const ID = 'AAAAAAAAAAAAAAAAAAAAAA';
/** The post of the reminder; a server must have it. */
export const POST_ID = 'sample6sample6sample6sampl';

export interface TimePlace {
	node: 'mattermost' | 'mattermostAdmin' | 'rhombus' | 'rhombusAdmin' | 'rhombusIntegration';
	/** As n8n names it in an error. */
	label: string;
	parameters(time: unknown): INodeParameters;
	/** Path of the request, and where in its body the time is. */
	path: RegExp;
	sent(body: Record<string, unknown>): unknown;
	unit: 'ms' | 's' | 'iso';
}

const reply = (body: Record<string, unknown>, ...names: string[]) =>
	names.reduce<unknown>((inner, name) => (inner as Record<string, unknown>)?.[name], body);

export const PLACES: Record<string, TimePlace> = {
	'Mattermost: Message → Set Reminder': {
		node: 'mattermost',
		label: 'Remind At',
		parameters: (time) =>
			({
				authentication: 'accessToken',
				resource: 'post',
				operation: 'setReminder',
				postUserId: id('me'),
				postPostId: POST_ID,
				postTargetTime: time,
			}) as INodeParameters,
		path: /\/reminder$/,
		sent: (body) => body.target_time,
		unit: 's',
	},
	'Mattermost Administration: Compliance → Create': {
		node: 'mattermostAdmin',
		label: 'Start',
		parameters: (time) =>
			({
				authentication: 'accessToken',
				resource: 'compliance',
				operation: 'create',
				complianceDesc: 'Test',
				complianceStartAt: time,
				complianceEndAt: '2026-12-31T00:00:00Z',
				complianceCreateOptions: {},
			}) as INodeParameters,
		path: /\/compliance\/reports$/,
		sent: (body) => body.start_at,
		unit: 'ms',
	},
	'Rhombus: Report → Get Audit Events': {
		node: 'rhombus',
		label: 'Start Time',
		parameters: (time) =>
			({
				resource: 'report',
				operation: 'getAudit',
				reportReturnAll: false,
				reportLimit: 5,
				reportTimestampMsAfter: time,
				reportTimestampMsBefore: '2026-12-31T00:00:00Z',
				reportGetAuditOptions: {},
			}) as INodeParameters,
		path: /getAuditFeed$/,
		sent: (body) => body.timestampMsAfter,
		unit: 'ms',
	},
	'Rhombus Integration: Envoy → Create Invite': {
		node: 'rhombusIntegration',
		label: 'Expected Arrival At',
		parameters: (time) =>
			({
				resource: 'envoy',
				operation: 'createInvite',
				envoyLocationId: ID,
				envoyInviteeName: 'Ana',
				envoyExpectedArrivalAt: time,
				envoyCreateInviteOptions: {},
			}) as INodeParameters,
		path: /createEnvoyInvite$/,
		sent: (body) => reply(body, 'invitation', 'expectedArrivalAt'),
		unit: 'iso',
	},
	'Any Endpoint: Get Audit Feed': {
		node: 'rhombus',
		label: 'Timestamp After',
		parameters: (time) =>
			({
				resource: 'anyEndpoint',
				operation: 'call',
				anyEndpointEndpoint: id('POST /api/report/getAuditFeed'),
				anyEndpointSendAs: 'fields',
				anyEndpointFields: {
					mappingMode: 'defineBelow',
					value: { 'body.timestampMsAfter': time },
					matchingColumns: [],
					schema: [
						{
							id: 'body.timestampMsAfter',
							displayName: 'Timestamp Ms After',
							type: 'dateTime',
							required: false,
						},
					],
				},
				anyEndpointReturnAll: false,
				anyEndpointLimit: 5,
				anyEndpointFullResponse: true,
				anyEndpointCallOptions: {},
			}) as INodeParameters,
		path: /getAuditFeed$/,
		sent: (body) => body.timestampMsAfter,
		unit: 'ms',
	},
};

/** An instant in the unit of a place. */
export const inUnit = (ms: number, unit: TimePlace['unit']): unknown =>
	unit === 'ms' ? ms : unit === 's' ? Math.floor(ms / 1000) : new Date(ms).toISOString();
