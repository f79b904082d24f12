import { flag } from '../../shared/model/fields';
import type { Resource } from '../../shared/model/operation';
import { fromList } from '../source';
import { get, update } from '../operations';
import { sensorSettings } from './halo';

const current = fromList('tritonSettings');

/** `TritonSettings`. The contract has no call that deletes them. */
const settings = [...sensorSettings, flag('alertAggression', 'Whether to alert on aggression')];

export const triton: Resource = {
	value: 'triton',
	name: 'Triton',
	operations: [
		update('Triton', 'IoT/updateTritonIntegration', { holds: 'tritonSettings', settings, current }),
		get('Triton', current),
	],
};
