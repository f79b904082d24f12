import { choice, flag, number, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { expirationTimeSecs, ids } from '../../services/rhombus/fields';
import { between } from '../../services/rhombus/times';

const timelapseUuids = ids('timelapseUuids', 'Timelapse IDs', 'Timelapse clips to show');

export const timelapse: Resource = {
	value: 'timelapse',
	name: 'Timelapse',
	operations: [
		{
			value: 'create',
			name: 'Create',
			action: 'Create timelapse',
			description: 'Create a short video from hours or months of footage',
			request: 'POST /api/video/generateTimelapseClip',
			concerns: [],
			fields: [
				ids('deviceUuids', 'Camera IDs', 'Cameras to show side by side'),
				...between('video/generateTimelapseClip', ['startTime', 'stopTime'], 'the footage'),
				number('videoDuration', 'Length of the resulting video', {
					label: 'Video Length (Seconds)',
					min: 1,
					default: 60,
				}),
				text('title', 'Title of the video', { placeholder: 'e.g. Building site, May' }),
			],
			optional: [
				text('description', 'Description of the video', { rows: 2 }),
				flag('drawTimestamp', 'Whether to show the date and time in the video'),
				flag('drawCameraDetails', 'Whether to show the names of the cameras in the video'),
				flag('skipNights', 'Whether to leave out nights'),
				flag('skipWeekends', 'Whether to leave out weekends'),
				choice('videoFormat', { '.mp4': 'MP4', '.mov': 'QuickTime' }, 'File format', {
					label: 'Format',
				}),
			],
			output: { kind: 'done' },
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many timelapses',
			description: 'Get timelapse clips and their processing progress',
			request: 'POST /api/video/getTimelapseClips',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'timelapseClips' },
		},
		{
			value: 'share',
			name: 'Share',
			action: 'Share timelapses',
			description: 'Create a page with timelapse clips for people without an account',
			request: 'POST /api/video/createSharedTimelapseGroup',
			fields: [timelapseUuids, text('title', 'Title of the page', { param: 'shareTitle' })],
			optional: [
				text('description', 'Description of the page', { rows: 2 }),
				expirationTimeSecs,
				text('plaintextPassword', 'Password that viewers must enter', {
					label: 'Password',
					secret: true,
					restricts: true,
				}),
			],
			output: { kind: 'done' },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete timelapses',
			description: 'Delete timelapse clips permanently',
			request: 'POST /api/video/deleteTimelapseClips',
			fields: [ids('clipUuids', 'Timelapse IDs', 'Timelapse clips to delete')],
			output: { kind: 'deleted' },
		},
	],
};
