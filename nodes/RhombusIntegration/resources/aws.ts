import { secret, text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, remove, update } from '../operations';
import * as shape from '../settings';

const current = fromList('awsSettings');

export const aws: Resource = {
	value: 'aws',
	name: 'AWS S3',
	operations: [
		update('AWS S3', 'storage/updateAwsIntegration', {
			holds: 'awsSettings',
			settings: [
				...shape.first,
				secret('accessKey', 'Access key ID'),
				text('bucketName', 'Bucket that clips are saved to'),
				secret('secretKey', 'Secret access key'),
			],
			current,
		}),
		get('AWS S3', current),
		remove('AWS S3', 'storage/deleteAwsIntegration'),
	],
};
