import { text } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList, own } from '../source';
import { get, many, remove, unlock, update, withAccount } from '../operations';
import * as shape from '../settings';

const current = own('accessControl/getGeneaIntegration');
const webhook = [shape.webhookSignatureSecret, text('webhookUuid', '')];

/** `IGeneaType`. */
const settings = [...shape.badge('GENEA'), ...webhook, shape.rhombusToken];

/** `GeneaSettings`. */
const firstSettings = [...shape.firstBadge, ...webhook, shape.apiToken, shape.migrated];

export const genea: Resource = {
	value: 'genea',
	name: 'Genea',
	operations: [
		update('Genea', 'accessControl/updateGeneaIntegrationV2', {
			holds: 'geneaSettings',
			settings,
			current,
		}),
		update('Genea', 'accessControl/updateGeneaIntegration', {
			version: 1,
			holds: 'geneaSettings',
			settings: firstSettings,
			current: fromList('geneaSettings'),
		}),
		get('Genea', current),
		remove('Genea', 'accessControl/deleteGeneaIntegrationV2', [
			'accessControl/deleteGeneaIntegration',
		]),
		withAccount(
			many('getDoors', 'Doors', 'Genea', 'accessControl/getGeneaDoors', 'panelList'),
			[shape.apiToken],
			current,
		),
		unlock('Genea', 'accessControl/unlockGeneaDoor'),
	],
};
