import { merged } from '../../shared/execution/mergeIntoCurrent';
import { flag, group, list, number, pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { deviceDetails, EMPTIED, ids, seconds } from '../../services/rhombus/fields';
import {
	audioFile as filePicker,
	audioGateway as gatewayPicker,
} from '../../services/rhombus/pickers';
import { soundsToDetect } from '../../services/rhombus/shapes';
import { clearable, withFlags } from '../../services/rhombus/steps/flags';
import { currentOf } from '../../services/rhombus/steps/current';
import { found } from '../../services/rhombus/steps/found';
import { at, between } from '../../services/rhombus/times';

const STATE = [
	'uuid',
	'name',
	'connectionStatus',
	'healthStatus',
	'healthStatusDetails',
	'locationUuid',
	'policyUuid',
	'serialNumber',
	'firmwareVersion',
	'associatedCameras',
];

const gatewayOf = (name: string, param: string) =>
	pick(gatewayPicker, name, 'Audio gateway, from the list or by its ID', { param });
const deviceUuid = gatewayOf('deviceUuid', 'deviceUuid');

const volume = (name: string, what: string): Field => number(name, what, { min: 0, max: 100 });
const band = (name: string, label: string): Field =>
	group(
		name,
		'Band of the equalizer',
		[
			number('frequency', 'Center of the band in hertz', { min: 0 }),
			number('gain', 'Gain in decibels'),
			number('q', 'Quality factor: the higher, the narrower the band'),
		],
		{ label },
	);

const BANDS: Array<[name: string, label: string]> = [
	['frontendEqualizerLowShelf', 'Equalizer: Low Shelf'],
	['frontendEqualizerPeaking1', 'Equalizer: Peak 1'],
	['frontendEqualizerPeaking2', 'Equalizer: Peak 2'],
	['frontendEqualizerPeaking3', 'Equalizer: Peak 3'],
	['frontendEqualizerHighShelf', 'Equalizer: High Shelf'],
];

export const audioGateway: Resource = {
	value: 'audioGateway',
	name: 'Audio Gateway',
	description: 'Microphones and speakers',
	operations: [
		{
			value: 'play',
			name: 'Play Announcement',
			action: 'Play announcement (audio file) on audio gateways',
			description: 'Play an announcement on speakers, once, several times or for a while',
			request: 'POST /api/audioplayback/playAudioUpload',
			fields: [
				ids(
					'audioGatewayUuids',
					'Audio Gateway IDs',
					'IDs of the audio gateways that play the file',
				),
				pick(filePicker, 'audioUploadUuid', 'Audio file to play'),
			],
			optional: [
				number('playCount', 'How many times to play the audio file', { min: 1, default: 1 }),
				seconds('loopDurationSec', 'Loop Duration', 'How long to repeat the audio file'),
			],
			output: { kind: 'done' },
		},
		{
			value: 'stopLoop',
			name: 'Stop Loop',
			action: 'Stop looping audio on audio gateways',
			description: 'Stop a repeating announcement on speakers',
			request: 'POST /api/audioplayback/cancelLoopingAudioPlayback',
			fields: [
				ids('audioDevices', 'Audio Gateway IDs', 'IDs of the audio gateways to stop', {
					param: 'stopped',
				}),
			],
			output: { kind: 'done' },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many audio gateways',
			description: 'Get the audio gateways, with their connection and health',
			request: 'POST /api/audiogateway/getMinimalAudioGatewayStateList',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'audioGatewayStates', simplify: STATE },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get audio gateway',
			description: 'Get the full state of an audio gateway',
			request: 'POST /api/audiogateway/getFullAudioGatewayState',
			idempotent: true,
			fields: [deviceUuid],
			optional: [
				flag('force', 'Whether to query the device itself instead of the last known state'),
			],
			output: found('audio gateway', 'fullAudioGatewayState', { simplify: STATE }),
		},
		merged({
			value: 'updateConfig',
			name: 'Update Settings',
			action: 'Update settings of audio gateway',
			description: 'Update the recording, volumes and filters',
			request: 'POST /api/audiogateway/updateConfig',
			fields: [gatewayOf('uuid', 'updatedGateway')],
			optional: [
				flag('audioRecord', 'Whether to record audio', { label: 'Record Audio' }),
				flag('deviceMicEnabled', 'Whether the microphone is on', { label: 'Microphone' }),
				flag('deviceSpeakerEnabled', 'Whether the speaker is on', { label: 'Speaker' }),
				volume('audioInternalSpeakerVolume', 'Volume of the built-in speaker'),
				volume('audioInternalMicVolume', 'Volume of the built-in microphone'),
				number('audioInternalMicBoost', 'Boost of the built-in microphone'),
				flag('audioInternalMicAecEnabled', 'Whether to remove echoes', {
					label: 'Echo Cancellation',
				}),
				flag('audioUseExternalSpeaker', 'Whether to use a plugged-in speaker', {
					label: 'Use External Speaker',
				}),
				flag('audioUseExternalMic', 'Whether to use a plugged-in microphone', {
					label: 'Use External Microphone',
				}),
				volume('audioExternalSpeakerVolume', 'Volume of the plugged-in speaker'),
				volume('audioExternalMicVolume', 'Volume of the plugged-in microphone'),
				number('audioExternalMicBoost', 'Boost of the plugged-in microphone'),
				flag('frontendNoiseSuppression', 'Whether to filter out noise', {
					label: 'Noise Suppression',
				}),
				...BANDS.map(([name, label]) => band(name, label)),
				list('audioAnalysisParams.expressions', 'Sounds that the gateway reports', soundsToDetect, {
					label: 'Sounds to Detect',
				}),
				number(
					'audioAnalysisParams.significant_loudness_min',
					'Loudness from which any sound counts',
					{ label: 'Minimum Loudness of Any Sound' },
				),
			],
			also: ['POST /api/audiogateway/getConfig'],
			// Omitted values are kept, but nothing documents that parts of these are merged.
			merging: {
				...currentOf(
					'POST /api/audiogateway/getConfig',
					'audio gateway',
					'config',
					'updatedGateway',
					'audioGatewayUuid',
				),
				merges: [...BANDS.map(([name]) => name), 'audioAnalysisParams'],
			},
			output: { kind: 'done' },
		}),
		{
			value: 'updateDetails',
			name: 'Update Details',
			action: 'Update details of audio gateway',
			description: 'Update the name, location or policy of an audio gateway',
			request: 'POST /api/audiogateway/updateDetails',
			fields: [gatewayOf('uuid', 'updatedGateway')],
			optional: [
				...deviceDetails,
				ids(
					'associatedCameras',
					'Camera IDs',
					'IDs of the cameras that the gateway provides audio for',
				),
				flag('deleted', 'Whether the audio gateway is deleted'),
				clearable({ ...EMPTIED, associatedCameras: 'Camera IDs' }),
			],
			adjust: withFlags,
			output: { kind: 'done' },
		},
		{
			value: 'getConfig',
			name: 'Get Settings',
			action: 'Get settings of audio gateway',
			description: 'Get the volumes, filters and recording state',
			request: 'POST /api/audiogateway/getConfig',
			idempotent: true,
			fields: [gatewayOf('audioGatewayUuid', 'configured')],
			output: found('audio gateway', 'config'),
		},
		{
			value: 'getStreamUrls',
			name: 'Get Stream URLs',
			action: 'Get streams of audio gateway',
			description: 'Get the URLs of live and recorded audio',
			request: 'POST /api/audiogateway/getMediaUris',
			idempotent: true,
			fields: [gatewayOf('gatewayUuid', 'streaming')],
			output: { kind: 'done' },
		},
		{
			value: 'getUptime',
			name: 'Get Uptime',
			action: 'Get uptime of audio gateway',
			description: 'Get the periods in which an audio gateway was connected',
			request: 'POST /api/audiogateway/getUptimeWindows',
			idempotent: true,
			fields: [
				deviceUuid,
				...between('audiogateway/getUptimeWindows', ['startTimeMs', 'endTimeMs'], 'the uptime'),
			],
			paging: whole,
			output: { rowsProperty: 'uptimeWindows' },
		},
		{
			value: 'getSeekpoints',
			name: 'Get Seekpoints',
			action: 'Get seekpoints of audio gateway',
			description: 'Get what an audio gateway detected, for example loud sounds',
			request: 'POST /api/audiogateway/getAudioSeekpoints',
			idempotent: true,
			fields: [
				deviceUuid,
				at(
					'audiogateway/getAudioSeekpoints',
					'startTime',
					'Time in the recording at which to start',
				),
				seconds('duration', 'Duration', 'Length from the start time', { default: 3600 }),
			],
			paging: whole,
			output: { rowsProperty: 'footageSeekPoints' },
		},
	],
};

const fileUuid = pick(filePicker, 'audioUploadUuid', 'Audio file, from the list or by its ID');

export const audioFile: Resource = {
	value: 'audioFile',
	name: 'Audio File',
	description: 'Announcements that audio gateways play',
	operations: [
		{
			value: 'createFromText',
			name: 'Create From Text',
			action: 'Create audio file from text (text to speech)',
			description: 'Create an announcement from a text that is read aloud',
			request: 'POST /api/audioplayback/uploadAudioText',
			fields: [
				text('displayName', 'Name of the announcement', {
					label: 'Name',
					placeholder: 'e.g. Closing time',
				}),
				text('audioPlaintext', 'Text to read aloud', {
					label: 'Text',
					rows: 3,
					placeholder: 'e.g. We close in ten minutes',
				}),
			],
			optional: [
				text('description', 'Description of the announcement'),
				text('voiceId', 'Name of the voice', { label: 'Voice ID' }),
				text('audioSSML', 'The text as SSML, with pauses and emphasis', {
					label: 'SSML',
					rows: 3,
				}),
			],
			output: {
				kind: 'done',
				failed: ({ invalidSSML, synthesisFailure, encodingFailure }) =>
					invalidSSML === true
						? 'The SSML is not valid'
						: synthesisFailure === true || encodingFailure === true
							? 'The text could not be spoken'
							: undefined,
			},
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many audio files',
			description: 'Get the announcements of the organization',
			request: 'POST /api/audioplayback/getAudioUploadMetadataForOrg',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'audioUploadMetadata' },
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update audio file',
			description: 'Rename an announcement',
			request: 'POST /api/audioplayback/updateAudioUploadMetadata',
			fields: [fileUuid],
			optional: [
				text('newDisplayName', 'Name of the announcement', { label: 'Name' }),
				text('newDescription', 'Description of the announcement', { label: 'Description' }),
			],
			output: { kind: 'done' },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete audio file',
			description: 'Delete an announcement',
			request: 'POST /api/audioplayback/deleteAudioUploadMetadata',
			fields: [fileUuid],
			output: { kind: 'deleted' },
		},
	],
};
