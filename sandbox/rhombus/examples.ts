import type { Operation } from '../../contracts/openapi';
import { exampleRequest, type Example } from '../examples';
import type { Samples } from '../values';
import { contract } from './shapes';
import type { RhombusState } from './state';

/** What `uuid` means where an operation's name does not tell, by the path below /api. */
const OVERRIDES: Record<string, (samples: Samples) => Samples> = {
	'camera/updateDetailsV2': ({ cameraUuid }) => ({ uuid: cameraUuid }),
	'location/deleteLocation': ({ locationUuid }) => ({ uuid: locationUuid }),
	'rules/updateRule': ({ ruleUuid }) => ({ uuid: ruleUuid }),
};

/** A valid request for an operation that refers to seeded things, ready for `fetch`. */
export function rhombusExample(operation: Operation, { samples }: RhombusState): Example {
	const overrides = OVERRIDES[operation.path.slice('/api/'.length)]?.(samples);
	return exampleRequest(contract, 'rhombus', operation, samples, overrides);
}
