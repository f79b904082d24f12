import type { IDataObject } from 'n8n-workflow';
import type { Client } from '../../shared/http/client';
import type { ApiRequest } from '../../shared/http/types';
import { flag, pick, strings, text } from '../../shared/model/fields';
import { cursorPages, whole } from '../../shared/model/pagination';
import type { Resource } from '../../shared/model/operation';
import { id, ids } from '../../services/rhombus/fields';
import { person as personPicker } from '../../services/rhombus/pickers';
import { found } from '../../services/rhombus/steps/found';
import { between } from '../../services/rhombus/times';
import { namesFor } from '../../services/rhombus/names';

const personUuid = pick(personPicker, 'personUuid', 'Person, from the list or by its ID');
const eventUuid = id('eventUuid', 'Face Event ID', 'ID of the face event');
const label = text('label', 'Text of the label', { placeholder: 'e.g. VIP' });

/** A selective update says in a map which values it sets. */
function withSetters(_call: Client, request: ApiRequest): ApiRequest {
	const { personSelectiveUpdate: given } = request.body as { personSelectiveUpdate: IDataObject };
	const set = Object.keys(given).filter((name) => name !== 'uuid');
	const updatedSetMethodMap = Object.fromEntries(
		set.map((name) => [`set${name.charAt(0).toUpperCase()}${name.slice(1)}`, true]),
	);
	return { ...request, body: { personSelectiveUpdate: { ...given, updatedSetMethodMap } } };
}

export const person: Resource = {
	value: 'person',
	name: 'Person',
	description: 'People whose faces are recognized',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many people',
			description: 'Get the people whose faces are known',
			request: 'POST /api/faceRecognition/person/findPeopleByOrg',
			idempotent: true,
			paging: whole,
			output: { rowsProperty: 'people' },
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get person',
			description: 'Get one person',
			request: 'POST /api/faceRecognition/person/getPerson',
			idempotent: true,
			fields: [personUuid],
			output: found('person', 'person'),
		},
		{
			value: 'create',
			name: 'Create',
			action: 'Create person',
			description: 'Create a person whose face is to be recognized',
			request: 'POST /api/faceRecognition/person/createPerson',
			fields: [text('name', 'Full name', { placeholder: 'e.g. Nathan Smith' })],
			output: { rowsProperty: 'person' },
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update person',
			description: 'Update the name or email address of a person',
			request: 'POST /api/faceRecognition/person/updatePerson',
			wrap: 'personSelectiveUpdate',
			fields: [
				pick(personPicker, 'uuid', 'Person, from the list or by its ID', { param: 'updated' }),
			],
			optional: [
				text('name', 'Full name'),
				text('email', 'Email address', { placeholder: 'e.g. name@email.com' }),
			],
			adjust: withSetters,
			output: { rowsProperty: 'person' },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete person',
			description: 'Delete a person and their face images',
			request: 'POST /api/faceRecognition/person/deletePerson',
			fields: [personUuid],
			output: { mayBeEmpty: true, kind: 'deleted' },
		},
		{
			value: 'getFaces',
			name: 'Get Faces',
			action: 'Get faces of person',
			description: 'Get the face images by which a person is recognized',
			request: 'POST /api/faceRecognition/matchmaker/findFaceMatchmakersByPerson',
			idempotent: true,
			fields: [personUuid],
			paging: whole,
			output: { rowsProperty: 'faceMatchmakers' },
		},
		{
			value: 'addFace',
			name: 'Add Face',
			action: 'Add face to person',
			description: 'Add the face of a sighting to a person, for future recognition',
			request: 'POST /api/faceRecognition/matchmaker/createFaceMatchmakerFromSighting',
			fields: [personUuid, id('faceEventUuid', 'Face Event ID', 'ID of the face event')],
			output: { rowsProperty: 'faceMatchmaker' },
		},
		{
			value: 'getLabels',
			name: 'Get Labels',
			action: 'Get labels of people',
			description: 'Get the labels of people',
			request: 'POST /api/faceRecognition/person/findPersonLabelsByOrg',
			idempotent: true,
			paging: whole,
			output: {
				kind: 'entries',
				rowsProperty: 'labelsByPerson',
				keyField: 'personUuid',
				valueField: 'labels',
			},
		},
		{
			value: 'addLabel',
			name: 'Add Label',
			action: 'Add label to person',
			description: 'Add a label to a person',
			request: 'POST /api/faceRecognition/person/addPersonLabel',
			fields: [personUuid, label],
			output: { mayBeEmpty: true, kind: 'done' },
		},
		{
			value: 'removeLabel',
			name: 'Remove Label',
			action: 'Remove label from person',
			description: 'Remove a label from a person',
			request: 'POST /api/faceRecognition/person/removePersonLabel',
			fields: [personUuid, label],
			output: { mayBeEmpty: true, kind: 'done' },
		},
	],
};

const ENDPOINT = 'faceRecognition/faceEvent/findFaceEventsByOrg';

export const faceEvent: Resource = {
	value: 'faceEvent',
	name: 'Face Event',
	description: 'Sightings of faces by cameras',
	operations: [
		{
			value: 'getAll',
			name: 'Get Many',
			action: 'Get many face events',
			description: 'Get which faces were seen, when and where',
			request: `POST /api/${ENDPOINT}`,
			idempotent: true,
			optional: [
				...between(
					ENDPOINT,
					['searchFilter.timestampFilter.rangeStart', 'searchFilter.timestampFilter.rangeEnd'],
					'the sightings',
				),
				ids('searchFilter.personUuids', 'Person IDs', 'Only these people'),
				strings('searchFilter.faceNames', 'Only people with these names', { label: 'Names' }),
				text('searchFilter.faceNameContains', 'Only people whose name contains this text', {
					label: 'Name Contains',
				}),
				strings('searchFilter.labels', 'Only people with these labels', { label: 'Labels' }),
				ids('searchFilter.deviceUuids', 'Camera IDs', 'Only sightings by these cameras'),
				ids('searchFilter.locationUuids', 'Location IDs', 'Only sightings at these locations'),
				flag('searchFilter.hasName', 'Whether to get only known faces, or only unknown ones', {
					label: 'Has Name',
				}),
				flag(
					'searchFilter.hasEmbedding',
					'Whether to get only faces that are good enough to compare',
					{
						label: 'Has Embedding',
					},
				),
			],
			paging: cursorPages(
				{ cursor: 'lastEvaluatedKey', size: 'maxPageSize', inside: 'pageRequest' },
				100,
			),
			output: {
				rowsProperty: 'faceEvents',
				simplify: [
					'uuid',
					'eventTimestamp',
					'faceName',
					'personUuid',
					'deviceUuid',
					'locationUuid',
					'selectedPersonMatch',
					'thumbnailS3Key',
				],
				addTo: namesFor,
			},
		},
		{
			value: 'get',
			name: 'Get',
			action: 'Get face event',
			description: 'Get one sighting',
			request: 'POST /api/faceRecognition/faceEvent/getFaceEvent',
			idempotent: true,
			fields: [eventUuid],
			output: found('face event', 'faceEvent'),
		},
		{
			value: 'update',
			name: 'Update',
			action: 'Update face event',
			description: 'Update which person a sighting shows',
			request: 'POST /api/faceRecognition/faceEvent/updateFaceEvent',
			fields: [eventUuid],
			optional: [
				pick(personPicker, 'personUuid', 'Known person'),
				text('personName', 'Name of a person who is not known yet'),
			],
			output: { rowsProperty: 'faceEvent' },
		},
		{
			value: 'delete',
			name: 'Delete',
			action: 'Delete face event',
			description: 'Delete a sighting',
			request: 'POST /api/faceRecognition/faceEvent/deleteFaceEvent',
			fields: [eventUuid],
			output: { kind: 'deleted', mayBeEmpty: true },
		},
	],
};
