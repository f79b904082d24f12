import { group, list, map, number, text } from '../../shared/model/fields';
import type { Field } from '../../shared/model/operation';
import { ACTIVITIES, id } from './fields';

/** Objects of the contract that are parts of several requests, as typed fields. */

const permyriad = (name: string, description: string) =>
	number(name, `${description}, in ten-thousandths of the image`, { min: 0, max: 10000 });

/** `CroppedPermyriadRect` */
const crop: Field[] = [
	permyriad('x', 'Left edge of the part'),
	permyriad('y', 'Upper edge of the part'),
	permyriad('width', 'Width of the part'),
	permyriad('height', 'Height of the part'),
];

/** `DewarpedView`: where a virtual camera within a fisheye picture looks. */
const dewarped: Field[] = [
	number('yawDegrees', 'Rotation to the side', { label: 'Yaw (Degrees)' }),
	number('pitchDegrees', 'Rotation up or down', { label: 'Pitch (Degrees)' }),
	number('rollDegrees', 'Rotation around the direction of view', { label: 'Roll (Degrees)' }),
	number('verticalFieldOfViewDegrees', 'Height of what is in view', {
		label: 'Vertical Field of View (Degrees)',
	}),
	group('aspectRatio', 'Proportions of the view', [
		number('width', 'Horizontal part of the proportions', { min: 1, default: 16 }),
		number('height', 'Vertical part of the proportions', { min: 1, default: 9 }),
	]),
];

/** Views of a fisheye camera, by device. */
export const dewarpedViews = map(
	'fisheyePresentationMap',
	'Device ID',
	'Straightened views of fisheye cameras, by device',
	[list('', '', dewarped, { label: 'Views' })],
	{ label: 'Dewarped Views' },
);

/** Parts and straightened views of the picture, by device. */
export const alteredViews = map(
	'alteredViewMap',
	'Device ID',
	'Parts of the picture and straightened views, by device',
	[
		list(
			'',
			'',
			[
				group('crop', 'Part of the picture', crop),
				group('dewarp', 'Straightened view of a fisheye camera', dewarped),
			],
			{ label: 'Views' },
		),
	],
	{ label: 'Altered Views' },
);

/** `RegionPolygonType`; the contract does not say in what its coordinates are counted. */
export const region = list(
	'region.coordinates',
	'Corners of the region of the image to search, in the coordinates in which Rhombus keeps regions',
	[
		number('x', 'Horizontal coordinate of the corner', { label: 'X' }),
		number('y', 'Vertical coordinate of the corner', { label: 'Y' }),
	],
	{ label: 'Region', restricts: true },
);

/** `ComponentReferenceType`: a piece of hardware of a door. */
export const components = (name: string, label: string, description: string): Field =>
	list(
		name,
		description,
		[
			id('componentUuid', 'Component ID', 'The component itself', { required: true }),
			id('deviceUuid', 'Controller ID', 'Door controller that it is connected to'),
		],
		{ label },
	);

/** `AudioExpressionDetectionConfig` */
export const soundsToDetect: Field[] = [
	text('category', ACTIVITIES, { placeholder: 'e.g. SOUND_GUN_SHOT' }),
	text('expression', 'Name of the sound, as the audio gateway knows it'),
	number('confidence_min', 'Minimum certainty', { label: 'Minimum Confidence', min: 0 }),
	number('loudness_min', 'Loudness from which the sound counts', { label: 'Minimum Loudness' }),
];

/** `FloorPlanType` */
export const floorPlan: Field[] = [
	number('floorNumber', 'Floor of the building'),
	text('floorLabel', 'Name of the floor', { placeholder: 'e.g. Ground floor' }),
	text('imageUrl', 'URL of the image', { label: 'Image URL' }),
	id('mediaUuid', 'Media ID', 'ID of an image that was uploaded to Rhombus'),
	number('northEdge', 'Latitude of the upper edge', { min: -90, max: 90 }),
	number('southEdge', 'Latitude of the lower edge', { min: -90, max: 90 }),
	number('westEdge', 'Longitude of the left edge', { min: -180, max: 180 }),
	number('eastEdge', 'Longitude of the right edge', { min: -180, max: 180 }),
	number('rotation', 'Rotation of the image', { label: 'Rotation (Degrees)' }),
];
