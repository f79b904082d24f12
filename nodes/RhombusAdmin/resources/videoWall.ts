import type { Client } from '../../shared/http/client';
import { merged } from '../../shared/execution/mergeIntoCurrent';
import { flag, localOnly, pick, text } from '../../shared/model/fields';
import { whole } from '../../shared/model/pagination';
import type { Field, Resource } from '../../shared/model/operation';
import { objectsIn, own } from '../../shared/util/guards';
import { ids } from '../../services/rhombus/fields';
import { videoWall as wallPicker } from '../../services/rhombus/pickers';
import { currentAmong } from '../../services/rhombus/steps/current';

const all = 'POST /api/camera/getVideoWalls';
const wallsOf = async (client: Client) =>
	objectsIn(own(await client.request(all, { body: {}, idempotent: true }), 'videoWalls'));

const wall: Field[] = [
	ids('deviceList', 'Camera IDs', 'Cameras that the wall shows, in this order', {
		restricts: true,
	}),
	flag('shared', 'Whether other users see the wall'),
	flag('othersCanEdit', 'Whether other users may change the wall'),
];

export const videoWall: Resource = {
	value: 'videoWall',
	name: 'Video Wall',
	description: 'Walls that show several cameras at once',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many video walls',
			description: 'Get the video walls of the organization',
			request: all,
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'videoWalls' },
		},
		{
			value: 'create',
			name: 'Create',
			action: 'Create video wall',
			description: 'Create a video wall of cameras',
			request: 'POST /api/camera/createVideoWall',
			wrap: 'videoWall',
			fields: [
				text('displayName', 'Name of the wall', { label: 'Name', placeholder: 'e.g. Entrances' }),
			],
			optional: wall,
			output: { kind: 'done' },
		},
		merged({
			value: 'update',
			name: 'Update',
			action: 'Update video wall',
			description: 'Update a video wall; values that you leave out do not change',
			request: 'POST /api/camera/updateVideoWalls',
			also: [all],
			wrap: 'videoWall',
			fields: [
				localOnly(pick(wallPicker, 'videoWallUuid', 'Video wall, from the list or by its ID')),
			],
			optional: [text('displayName', 'Name of the wall', { label: 'Name' }), ...wall],
			// The contract has the whole of it as the body.
			merging: {
				...currentAmong(wallsOf, 'video wall', 'videoWallUuid'),
				keeps: [
					...['uuid', 'orgUuid', 'ownerUserUuid', 'displayName', 'deviceList', 'settings'],
					...['shared', 'othersCanEdit'],
				],
				gives: (_current, written) => written,
			},
		}),
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete video wall',
			description: 'Delete a video wall; its cameras stay',
			request: 'POST /api/camera/deleteVideoWall',
			fields: [
				pick(wallPicker, 'uuid', 'Video wall, from the list or by its ID', {
					param: 'deletedWall',
				}),
			],
			output: { kind: 'deleted' },
		},
	],
};
