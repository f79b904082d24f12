import { valuesByName } from '../../shared/request/build';
import type { ApiRequest } from '../../shared/http/types';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { choice, flag, list, map, strings, text, localOnly } from '../../shared/model/fields';
import { cursorPages, whole } from '../../shared/model/pagination';
import type { Field, Resource, OperationContext } from '../../shared/model/operation';
import {
	accessSettings,
	cameraUuid,
	expirationTimeSecs,
	id,
	ids,
	seconds,
	VISIBILITY,
} from '../../services/rhombus/fields';
import { downloadClip, saveClip } from '../../services/rhombus/steps/clips';
import { currentOf } from '../../services/rhombus/steps/current';
import { found } from '../../services/rhombus/steps/found';
import { at, between } from '../../services/rhombus/times';
import { namesFor } from '../../services/rhombus/names';
import { alteredViews } from '../../services/rhombus/shapes';

const CLIP = [
	'uuid',
	'title',
	'description',
	'status',
	'percentComplete',
	'timestampMs',
	'durationSec',
	'deviceUuids',
	'createdAtMs',
	'sourceAlertUuid',
	'externalTransactionId',
	'deviceUuid',
];

const clipUuid = id('clipUuid', 'Clip ID', 'ID of the saved clip');
const savedClipUuid = id('savedClipUuid', 'Clip ID', 'ID of the saved clip');
const password = text('plaintextPassword', 'Password that viewers must enter', {
	label: 'Password',
	secret: true,
	restricts: true,
});
const shareUuid = id('uuid', 'Share ID', 'Page with shared clips', {
	param: 'shareUuid',
});

const filters = (endpoint: string): Field[] => [
	...between(endpoint, ['timestampMsAfter', 'timestampMsBefore'], 'the clips'),
	ids('deviceUuidFilters', 'Device IDs', 'Only clips of these cameras'),
	ids('locationUuidFilters', 'Location IDs', 'Only clips of these locations'),
	text('searchFilter', 'Only clips whose title contains this text', { label: 'Search' }),
	flag('filterByPrivate', 'Whether to get only private clips', { label: 'Private Only' }),
	flag('excludeAlertMonitoringClips', 'Whether to leave out clips of alarm monitoring', {
		label: 'Exclude Alarm Clips',
	}),
	text('sortField', 'Field to sort by', { placeholder: 'e.g. timestamp' }),
	choice('sortOrder', { desc: 'Descending', asc: 'Ascending' }, 'Direction of sorting'),
	text('timestampFilterField', 'Field that the time range applies to'),
];

/** What a page shows; the API wants it in one list of objects. */
async function addShared(context: OperationContext, request: ApiRequest): Promise<ApiRequest> {
	const { clipUuids = [], alertUuids = [] } = (await valuesByName(context)) as Record<
		string,
		string[]
	>;
	if (clipUuids.length + alertUuids.length === 0) {
		throw context.refuse('Clip IDs', 'is empty', 'Name at least one clip or alert to share');
	}
	const uuids = [
		...clipUuids.map((eventUuid) => ({ eventUuid })),
		...alertUuids.map((alertUuid) => ({ alertUuid })),
	];
	return { ...request, body: { ...(request.body as object), uuids } };
}

export const clip: Resource = {
	value: 'clip',
	name: 'Clip',
	description: 'Saved video clips',
	operations: [
		{
			value: 'save',
			name: 'Save',
			action: 'Save (create) clip',
			description: 'Save a clip of footage, wait until it is ready, and optionally share it',
			request: 'POST /api/video/spliceV3',
			concerns: [],
			also: ['POST /api/event/getClipWithProgress', 'POST /api/event/createSharedClipGroupV3'],
			fields: [
				localOnly(cameraUuid),
				at('video/spliceV3', 'startTimeMillis', 'Time in the footage at which the clip starts'),
				seconds('durationSec', 'Duration', 'Length of the clip', { default: 30 }),
				text('title', 'Title of the clip', { placeholder: 'e.g. Delivery at gate 2' }),
				localOnly(
					seconds(
						'waitSeconds',
						'Wait Until Ready',
						'Maximum time to wait; 0 returns immediately',
						{
							min: 0,
							default: 120,
						},
					),
				),
				localOnly(flag('share', 'Whether to create a link for people without an account')),
			],
			optional: [
				text('description', 'Description of the clip', { rows: 2 }),
				localOnly(
					ids('moreCameras', 'More Camera IDs', 'Additional cameras to include for the same time'),
				),
				flag('audioIncluded', 'Whether to include audio in the clip', { label: 'Include Audio' }),
				choice('clipVisibility', VISIBILITY, 'Who may see the clip', {
					label: 'Clip Visibility',
					restricts: true,
				}),
				...accessSettings.filter(({ name }) => name !== 'accessSettings.visibility'),
				flag('saveToConsole', 'Whether to list the clip in the console', { default: true }),
				flag('sendToSharedStorage', 'Whether to copy it to the storage of the organization'),
				flag('sendToUserStorage', 'Whether to copy it to the storage of the user'),
				localOnly(
					strings(
						'uploadTo',
						'Integrations to copy the clip to, by their names in capital letters',
						{
							placeholder: 'e.g. GOOGLE',
						},
					),
				),
				map(
					'deviceIntervalMap',
					'Device ID',
					'Time ranges of the footage, by device',
					[
						list('', '', [at('video/spliceV3', 'startMs', ''), at('video/spliceV3', 'endMs', '')], {
							label: 'Time Ranges',
						}),
					],
					{ label: 'Time Ranges by Device' },
				),
				alteredViews,
				localOnly(expirationTimeSecs),
				localOnly(password),
			],
			output: { simplify: [...CLIP, 'shareUrl', 'sharedClipGroupUuid'] },
			run: saveClip,
		},
		{
			value: 'download',
			name: 'Download',
			action: 'Download clip (video)',
			description: 'Download the video of a finished clip',
			request: 'POST /api/event/getClipWithProgress',
			idempotent: true,
			fields: [clipUuid],
			output: { kind: 'binary' },
			run: downloadClip,
		},
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many clips',
			description: 'Get saved clips, including those that are still being processed',
			request: 'POST /api/event/getClipsWithProgress',
			idempotent: true,
			optional: filters('event/getClipsWithProgress'),
			paging: cursorPages({ cursor: 'pageToken', size: 'pageSize' }, 100),
			output: { rowsProperty: 'savedClips', simplify: CLIP, addTo: namesFor },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get clip',
			description: 'Get a clip and its processing progress',
			request: 'POST /api/event/getClipWithProgress',
			idempotent: true,
			fields: [clipUuid],
			output: found('clip', 'clip', { simplify: CLIP, addTo: namesFor }),
		},
		{
			value: 'share',
			name: 'Share',
			action: 'Share clips',
			description: 'Create a page with clips or alerts for people without an account',
			request: 'POST /api/event/createSharedClipGroupV3',
			fields: [
				localOnly(ids('clipUuids', 'Clip IDs', 'Saved clips to show', { required: false })),
				text('title', 'Title of the page', { param: 'shareTitle' }),
			],
			optional: [
				localOnly(ids('alertUuids', 'Alert IDs', 'Policy alerts to show', { restricts: true })),
				expirationTimeSecs,
				password,
			],
			adjust: addShared,
			output: { kind: 'done' },
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update clip',
			description: 'Update the title, description or visibility of a clip',
			request: 'POST /api/event/updateSavedClip',
			also: ['POST /api/event/getSavedClipDetails'],
			fields: [savedClipUuid],
			optional: [
				text('title', 'Title of the clip'),
				text('description', 'Description of the clip', { rows: 2, clears: true }),
				...accessSettings,
			],
			output: { simplify: CLIP },
			// The vendor's own tool server sends all three again: a title that is left out is blanked.
			merging: {
				...currentOf(
					'POST /api/event/getSavedClipDetails',
					'saved clip',
					'savedClip',
					'savedClipUuid',
					'clipUuid',
				),
				keeps: ['title', 'description', 'accessSettings'],
				merges: ['accessSettings'],
				gives: (current, { savedClipUuid: uuid, ...written }) => ({ ...current, ...written, uuid }),
			},
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete clip',
			description: 'Delete a saved clip permanently',
			request: 'POST /api/event/deleteSavedClip',
			fields: [savedClipUuid],
			output: { kind: 'deleted' },
		},
		{
			value: 'getAllByTime',
			name: 'Get Many by Time',
			action: 'Get many clips by time',
			description: 'Get finished clips before a given time, newest first',
			request: 'POST /api/event/getSavedClipsV2',
			idempotent: true,
			optional: [
				at('event/getSavedClipsV2', 'pageTimestampMs', 'Time before which to get clips', {
					label: 'Before',
				}),
			],
			paging: cursorPages(
				{ cursor: 'pageTimestampMs', size: 'maxPageSize', answer: 'lastEvaluatedTimestampMs' },
				100,
			),
			output: { rowsProperty: 'savedClips', simplify: CLIP, addTo: namesFor },
		},
		{
			value: 'getDetails',
			name: 'Get Details',
			action: 'Get details of clip',
			description: 'Get a finished clip with its seekpoints and bounding boxes',
			request: 'POST /api/event/getSavedClipDetails',
			idempotent: true,
			fields: [clipUuid],
			output: found('finished clip', 'savedClip', {
				simplify: [...CLIP, 'seekPoints', 'boundingBoxes'],
			}),
		},
		{
			value: 'getExpiring',
			name: 'Get Expiring',
			action: 'Get expiring clips',
			description: 'Get the clips that will be deleted soon',
			request: 'POST /api/event/getExpiringClipsForOrg',
			idempotent: true,
			optional: filters('event/getExpiringClipsForOrg'),
			paging: cursorPages({ cursor: 'pageToken', size: 'pageSize' }, 100),
			output: { rowsProperty: 'savedClips', simplify: CLIP, addTo: namesFor },
		},
		{
			value: 'count',
			name: 'Count',
			action: 'Count clips',
			description: 'Count the saved clips',
			request: 'POST /api/event/getSavedClipCount',
			idempotent: true,
			optional: [
				...between('event/getSavedClipCount', ['startTimeMs', 'endTimeMs'], 'the clips'),
				ids('deviceFilter', 'Device IDs', 'Only clips of these cameras'),
				ids('locationFilter', 'Location IDs', 'Only clips of these locations'),
			],
			output: { kind: 'done' },
		},
		{
			value: 'cancel',
			name: 'Cancel',
			action: 'Cancel clip in progress',
			description: 'Cancel the creation of a clip',
			request: 'POST /api/video/cancelSpliceV2',
			fields: [clipUuid],
			optional: [
				ids('clipUuidList', 'More Clip IDs', 'Additional clips to cancel'),
				ids('deviceUuids', 'Device IDs', 'Cameras of the clip'),
			],
			output: { kind: 'done' },
		},
		{
			value: 'getShares',
			name: 'Get Shares',
			action: 'Get shares of clips',
			description: 'Get the pages with shared clips',
			request: 'POST /api/event/getSharedClipGroupsV2',
			idempotent: true,
			optional: between(
				'event/getSharedClipGroupsV2',
				['createdAfterMs', 'createdBeforeMs'],
				'the pages',
			),
			paging: whole,
			output: { rowsProperty: 'sharedClipGroups' },
		},
		{
			value: 'updateShare',
			name: 'Update Share',
			action: 'Update share of clips',
			description: 'Update the title, password or expiry of a page with shared clips',
			request: 'POST /api/event/updateSharedClipGroupV2',
			fields: [id('sharedClipUuid', 'Share ID', 'Page with shared clips')],
			optional: [
				text('title', 'Title of the page'),
				text('description', 'Description of the page', { rows: 2 }),
				{ ...expirationTimeSecs, description: 'How long the link works' },
				password,
			],
			output: { kind: 'done' },
		},
		{
			value: 'deleteShare',
			name: 'Delete Share',
			action: 'Delete share of clips',
			description: 'Delete the link to a page with shared clips',
			request: 'POST /api/event/deleteSharedClipGroupV2',
			fields: [shareUuid],
			output: { kind: 'deleted' },
		},
	],
};
