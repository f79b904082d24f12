import { flag, list, number, pick, localOnly } from '../../shared/model/fields';
import type { Field } from '../../shared/model/operation';
import { schedule } from '../../services/rhombus/pickers';

/** What cameras and doorbells can be set to; each takes its own. */
export const cameraSettings: Field[] = [
	localOnly(
		flag('video_persist_disabled', 'Whether to stop recording; the live image stays', {
			label: 'Disable Recording',
		}),
	),
	localOnly(
		flag('record_on_motion', 'Whether to record only while something moves', {
			label: 'Record on Motion Only',
		}),
	),
	localOnly(
		flag('video_ai_disabled', 'Whether to stop detecting people, faces and vehicles', {
			label: 'Disable Video Analytics',
		}),
	),
	localOnly(flag('human_detection', 'Whether to detect people', { label: 'Detect People' })),
	localOnly(flag('vehicle_detection', 'Whether to detect vehicles', { label: 'Detect Vehicles' })),
	localOnly(
		flag('use_onboard_lpr', 'Whether the camera reads license plates', {
			label: 'Read License Plates',
		}),
	),
	localOnly(
		flag('device_mic_enabled', 'Whether the microphone is on', {
			label: 'Enable Microphone',
		}),
	),
	localOnly(flag('audio_record', 'Whether to record sound', { label: 'Record Audio' })),
	localOnly(
		flag('device_speaker_enabled', 'Whether the speaker is on', { label: 'Enable Speaker' }),
	),
	localOnly(
		flag('hdr_enabled', 'Whether to balance bright and dark parts (HDR)', {
			label: 'High Dynamic Range',
		}),
	),
	localOnly(
		flag('wdr_enabled', 'Whether to lighten dark parts (WDR)', {
			label: 'Wide Dynamic Range',
		}),
	),
	localOnly(
		flag('h265_encoding_enabled', 'Whether to encode with H.265, which saves bandwidth', {
			label: 'H.265 Encoding',
		}),
	),
	localOnly(flag('led_stealth_mode', 'Whether the LED stays off', { label: 'LED Off' })),
	localOnly(
		flag(
			'disabled_schedule_inverted',
			'Whether the camera is off outside the schedule, not within it',
			{ label: 'Invert Off Schedule' },
		),
	),
	localOnly(
		number('img_brightness', 'Brightness of the image, from -255 to 255', {
			label: 'Brightness',
			min: -255,
			max: 255,
		}),
	),
	localOnly(
		number('img_contrast', 'Contrast of the image, from 0 to 128', {
			label: 'Contrast',
			min: 0,
			max: 128,
		}),
	),
	localOnly(
		number('img_saturation', 'Saturation of the image, from 0 to 255', {
			label: 'Saturation',
			min: 0,
			max: 255,
		}),
	),
	localOnly(
		number('img_sharpness', 'Sharpness of the image, from 0 to 11', {
			label: 'Sharpness',
			min: 0,
			max: 11,
		}),
	),
	localOnly(
		number('wdr_strength', 'Strength of the wide dynamic range, from 0 to 128', {
			label: 'Wide Dynamic Range Strength',
			min: 0,
			max: 128,
		}),
	),
	localOnly(
		number(
			'zero_motion_video_bitrate_percent',
			'Percentage of the bitrate to use while nothing moves, from 0 to 100',
			{
				label: 'Bitrate Without Motion (Percent)',
				min: 0,
				max: 100,
			},
		),
	),
	localOnly(
		pick(schedule, 'disabled_schedule_uuid', 'Schedule within which the camera is off', {
			label: 'Off Schedule',
			param: 'offSchedule',
		}),
	),
	localOnly(
		list(
			'privacy_windows',
			'Areas that are masked in the image, in ten-thousandths of its size; they replace those that there are',
			[
				number('x', 'Left edge of the area', { label: 'Left', min: 0, max: 10000 }),
				number('y', 'Upper edge of the area', { label: 'Top', min: 0, max: 10000 }),
				number('w', 'Width of the area', { label: 'Width', min: 1, max: 10000 }),
				number('h', 'Height of the area', { label: 'Height', min: 1, max: 10000 }),
			],
			{ label: 'Masked Areas' },
		),
	),
];
