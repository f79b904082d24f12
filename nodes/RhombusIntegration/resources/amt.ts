import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, many, remove, update, withAccount } from '../operations';
import * as shape from '../settings';

const current = fromList('amtSettings');

/** `AmtSettings`. */
const settings = [
	...shape.firstBadge,
	shape.email,
	shape.password,
	shape.webhookNumber,
	shape.webhookSignatureSecret,
];

export const amt: Resource = {
	value: 'amt',
	name: 'AMT',
	operations: [
		update('AMT', 'accessControl/updateAmtIntegration', {
			holds: 'amtSettings',
			settings,
			current,
		}),
		get('AMT', current),
		remove('AMT', 'accessControl/deleteAmtIntegration'),
		withAccount(
			many('getReaders', 'Readers', 'AMT', 'accessControl/getAmtReaders', 'doors'),
			[shape.email, shape.password],
			current,
		),
	],
};
