import {
	choice,
	flag,
	group,
	list,
	map,
	number,
	secret,
	strings,
	text,
} from '../../shared/model/fields';
import type { Field } from '../../shared/model/operation';
import { id, ids, seconds } from '../../services/rhombus/fields';

/**
 * What a rule does: the contract's `RuleActionType`. Left out is what Rhombus writes itself: the versions of
 * actions, the events of a prompt, and the secret of a webhook, of which a sent one is ignored (vendor's
 * webhook-payloads.md).
 */

const audioDevice = id('audioDeviceUuid', 'Audio Device ID', 'Device with microphone and speaker');
const deviceType = choice(
	'deviceType',
	{ AUDIO_GATEWAY: 'Audio Gateway', CAMERA: 'Camera' },
	'Type of the audio device',
	{ open: true },
);
const talkingAt = id('doorUuid', 'Door ID', 'Door that can be unlocked during the call');

const throughProxy: Field[] = [
	text('ipAddress', 'Address of the device on its network', {
		label: 'IP Address',
	}),
	text('username', 'User of the device'),
	secret('password', 'Password of the device'),
	id('proxyDeviceUuid', 'Proxy Device ID', 'Device of Rhombus in the same network'),
];

const integration = text('integration', 'Integration in capitals, as Rhombus names it', {
	required: true,
	placeholder: 'e.g. SLACK',
});

export const actions: Field[] = [
	flag('action.alertAction', 'Whether to create an alert', { label: 'Create Alert' }),
	flag('action.liveNotificationAction', 'Whether to send a live notification', {
		label: 'Live Notification',
	}),
	list(
		'action.webhookActions',
		'Webhooks to call',
		[
			text('webhookUrl', 'URL that receives a POST request', {
				label: 'Webhook URL',
				required: true,
				placeholder: 'e.g. https://n8n.example.com/webhook/rhombus',
			}),
			map('headers', 'Header', 'Headers to send', [
				text('', 'Value of the header', { label: 'Value' }),
			]),
			text('oauthUrl', 'URL at which Rhombus first gets an access token', { label: 'OAuth URL' }),
			text('oauthClientId', 'Client ID for the access token', { label: 'OAuth Client ID' }),
			secret('oauthClientSecret', 'Client secret for the access token', {
				label: 'OAuth Client Secret',
			}),
			text('oauthScope', 'Scope of the access token', { label: 'OAuth Scope' }),
			text('oauthGrantType', 'Grant type, such as client_credentials', {
				label: 'OAuth Grant Type',
			}),
		],
		{ label: 'Webhooks' },
	),
	list(
		'action.audioPlaybackActions',
		'Announcements to play',
		[
			id('audioClipUuid', 'Audio File ID', 'Audio file to play', { required: true }),
			ids('audioGateways', 'Audio Gateway IDs', 'IDs of the audio gateways that play the file'),
			number('playCount', 'How many times to play the audio file', { min: 1, default: 1 }),
			seconds('loopDurationSec', 'Loop Duration', 'How long to repeat the audio file'),
		],
		{ label: 'Announcements' },
	),
	ids(
		'action.cancelLoopingAudioPlaybackAction.audioDevices',
		'Audio Gateway IDs',
		'Audio gateways whose repeated announcement ends',
		{ param: 'stopAnnouncements', label: 'Stop Announcements on Audio Gateway IDs' },
	),
	group(
		'action.activateLocationLockdown',
		'Lockdown to activate',
		[
			id('locationUuid', 'Location ID', 'Location to lock down'),
			id('locationLockdownPlanUuid', 'Lockdown Plan ID', 'Lockdown plan to run'),
		],
		{ label: 'Lockdown' },
	),
	list(
		'action.changeComponentCompositeAccessStateActions',
		'Doors whose state changes',
		[
			id('componentCompositeUuid', 'Door ID', 'Door whose state changes', { required: true }),
			choice(
				'accessState',
				{ ACCESS_CONTROLLED: 'Access Controlled', UNLOCKED: 'Unlocked' },
				'State of the door from then on',
				{ label: 'State' },
			),
			choice(
				'expirationStrategy',
				{ NONE: 'Never', TIME_DELAY: 'After a While', TIME_OF_DAY_LOCAL: 'At a Time of Day' },
				'When the door returns to its usual state',
				{ label: 'Ends' },
			),
			{
				...seconds('expireTimeDelaySeconds', 'Ends After', 'How long the state lasts'),
				showIf: { expirationStrategy: ['TIME_DELAY'] },
			},
			{
				...seconds(
					'expireTimeOfDayLocalSeconds',
					'Ends at',
					'End of the state, from midnight at the door',
					{ min: 0, max: 86_399, default: 0 },
				),
				showIf: { expirationStrategy: ['TIME_OF_DAY_LOCAL'] },
			},
			flag('useFirstInRulesIfPossible', 'Whether to unlock only once the first person is in', {
				label: 'Wait for First In',
			}),
			flag(
				'alwaysCreateOverrideIfNoFirstIn',
				'Whether to change the state also where no first-in rule applies',
				{ label: 'Also Without First-In Rule' },
			),
		],
		{ label: 'Door States' },
	),
	list(
		'action.remoteDoorUnlockActions',
		'Doors of access control systems to unlock',
		[
			choice(
				'system',
				{
					BRIVO: 'Brivo',
					GENEA: 'Genea',
					INNER_RANGE: 'Inner Range',
					KISI: 'Kisi',
					OPENPATH: 'Openpath',
					PDK: 'PDK',
					PLACEOS: 'PlaceOS',
					RHOMBUS: 'Rhombus',
				},
				'System that controls the door',
				{ default: 'RHOMBUS' },
			),
			text('doorId', 'Door in that system', { label: 'Door', required: true }),
			text('placeId', 'Site of the door, in systems that have sites', { label: 'Place' }),
		],
		{ label: 'Unlock Doors' },
	),
	list(
		'action.triggerComponentRelayActions',
		'Relays to switch',
		[
			id('componentUuid', 'Component ID', 'The relay', { required: true }),
			id('ownerDeviceUuid', 'Controller ID', 'Door controller that the relay belongs to'),
			choice(
				'outputType',
				{ TRANSIENT: 'For a Moment', STEADY: 'Until Switched Again' },
				'How long the relay keeps the state',
				{ label: 'Output' },
			),
			choice('state', { ACTIVE: 'Active', INACTIVE: 'Inactive' }, 'State of the relay'),
			number('overrideRelayDurationMs', 'How long the moment lasts', {
				label: 'Duration (Milliseconds)',
				min: 1,
				default: 1000,
			}),
			seconds('overrideRelayDurationSec', 'Duration', 'How long the moment lasts'),
		],
		{ label: 'Relays' },
	),
	list(
		'action.enableDisableAudioRecordActions',
		'Audio devices that start or stop recording',
		[audioDevice, flag('enable', 'Whether the device records', { label: 'Record' })],
		{ label: 'Audio Recording' },
	),
	group(
		'action.connectAudioDeviceToPhoneNumberAction',
		'Call between an audio device and a phone',
		[
			text('phoneNumber', 'Number to call', { placeholder: 'e.g. +15555550100' }),
			audioDevice,
			deviceType,
			talkingAt,
			text('optionalGreeting', 'Words that are said first', { label: 'Greeting' }),
		],
		{ label: 'Call Phone' },
	),
	group(
		'action.connectAudioDeviceToMobileAppAction',
		'Call between an audio device and the app of users',
		[ids('targetUserUuids', 'User IDs', 'Users to call'), audioDevice, deviceType, talkingAt],
		{ label: 'Call App' },
	),
	list(
		'action.customLLMActions',
		'Saved prompts to run',
		[
			id('promptUuid', 'Prompt ID', 'Saved prompt', { required: true }),
			ids('deviceFacetUuids', 'Camera IDs', 'Cameras whose images the prompt gets'),
		],
		{ label: 'Prompts' },
	),
	list(
		'action.integrationNotificationActions',
		'Notifications through integrations',
		[
			integration,
			text('notificationTarget', 'Channel or address in the other system', { label: 'Target' }),
			text('notificationEntity', 'Team, site or the like in the other system', {
				label: 'Entity',
			}),
		],
		{ label: 'Integration Notifications' },
	),
	list(
		'action.integrationCommandActions',
		'Commands to integrations',
		[
			integration,
			text('commandPayload', 'Command as the integration wants it', { label: 'Command', rows: 2 }),
			seconds('delaySecs', 'Delay', 'How long to wait before', { min: 0, default: 0 }),
		],
		{ label: 'Integration Commands' },
	),
	list(
		'action.customActions',
		'Requests to send, each to a path',
		[
			text('path', 'Path to call', { required: true }),
			map('headers', 'Header', 'Headers to send', [
				text('', 'Value of the header', { label: 'Value' }),
			]),
		],
		{ label: 'Custom Actions' },
	),
	group(
		'action.thirdPartyAudioPlaybackAction',
		'Announcement on a speaker of another maker',
		[
			...throughProxy,
			text('audioFileName', 'File on the device', { label: 'File Name' }),
			number('playCount', 'How many times to play it', { min: 1, default: 1 }),
			seconds('loopDurationSec', 'Loop Duration', 'How long to repeat it'),
		],
		{ label: 'Third-Party Speaker' },
	),
	group(
		'action.thirdPartyStrobeSirenAction',
		'Signal of a strobe or siren of another maker',
		[
			...throughProxy,
			text('profileName', 'Profile on the device'),
			seconds('durationSec', 'Duration', 'How long the signal lasts'),
			text('lightPattern', 'Pattern of the light, as the device names it'),
			number('lightSpeed', 'Speed of the light'),
			number('lightIntensity', 'Brightness of the light'),
			strings('lightColors', 'Colors of the light, as the device names them', { param: 'lights' }),
			text('sirenPattern', 'Pattern of the siren, as the device names it'),
			number('sirenIntensity', 'Loudness of the siren'),
		],
		{ label: 'Third-Party Strobe or Siren' },
	),
	list(
		'action.robotActions',
		'Actions of robots',
		[
			id('deviceUuid', 'Robot ID', 'Robot that acts', { required: true }),
			text(
				'type',
				'Action in capitals, as Rhombus names it; the API description does not list them',
				{ required: true },
			),
		],
		{ label: 'Robots' },
	),
];
