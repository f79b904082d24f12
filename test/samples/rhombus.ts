import type { Sandbox } from '../../sandbox';
import type { Known } from './fields';
import { integrationValues } from './rhombusIntegration';

/** Things that exist on the sandbox, by API name of the field that wants them. */
export async function prepareRhombus(_sandbox: Sandbox): Promise<Known> {
	return { [Symbol.for('service')]: 'Rhombus' } as Known;
}

/** Where an operation needs other values, by `resource/operation`. */
export const rhombusValues: Record<string, Known> = { ...integrationValues };

/** Operations that the sandbox refuses with sample values, and why. */
export const rhombusRefusals: Record<string, string> = {};
