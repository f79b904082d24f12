import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import type { OperationContext } from '../../../shared/model/operation';
import { isObject, own } from '../../../shared/util/guards';

/**
 * Settings of a camera, of which Rhombus changes only those that are sent. Each camera takes its own: they
 * are read first, which also says which facet its sound has. Read in rhombus-node-mcp at 19c24fe
 * (update-tool-api.ts) and never seen.
 */

/** The facet of the first lens. */
const FIRST_LENS = 'v0';
/** Where a camera shows no facet for sound; the contract's facets for sound are called so. */
const FIRST_SOUND = 'a0';

/** Where a setting lies, by how its name begins; the others belong to the picture. */
const groupOf = (name: string): 'audioFacetSettings' | 'deviceSettings' | 'videoFacetSettings' =>
	/^(audio_|device_(mic|speaker))/.test(name)
		? 'audioFacetSettings'
		: /^led_/.test(name)
			? 'deviceSettings'
			: 'videoFacetSettings';

/** The names of the API: the form has a name of its own for the schedule of being off. */
const named = ({ offSchedule, ...given }: IDataObject): IDataObject => ({
	...given,
	...(offSchedule === undefined ? {} : { disabled_schedule_uuid: offSchedule }),
});

const firstKey = (group: unknown, otherwise: string): string =>
	(isObject(group) ? Object.keys(group)[0] : undefined) ?? otherwise;

/**
 * Doorbell Camera → Update Settings: flat, for the faceted shape is accepted and changes nothing
 * (rhombus-node-mcp at 19c24fe, update-tool-api.ts). @throws NodeApiError
 */
export async function updateDoorbellSettings(context: OperationContext): Promise<IDataObject> {
	const { deviceUuid, ...settings } = named(await valuesByName(context));
	await context.request('POST /api/doorbellcamera/updateConfig', {
		body: { configUpdate: { deviceUuid, ...settings } },
	});
	return { success: true, deviceUuid, settings };
}

/** Camera → Update Settings. @throws NodeApiError, also for a setting that this camera does not take */
export async function updateCameraSettings(context: OperationContext): Promise<IDataObject> {
	const { cameraUuid, ...settings } = named(await valuesByName(context));
	const deviceUuid = String(cameraUuid).split('.')[0]!;
	const [, lens = FIRST_LENS] = String(cameraUuid).split('.');
	const answer = await context.request('POST /api/deviceconfig/getFacetedConfig', {
		body: { deviceUuid },
		idempotent: true,
	});
	const config = own(answer, 'config');
	const sound = firstKey(own(config, 'audioFacetSettings'), FIRST_SOUND);
	const update: IDataObject = { deviceUuid };
	for (const [name, value] of Object.entries(settings)) {
		const group = groupOf(name);
		const facet = group === 'videoFacetSettings' ? lens : sound;
		const current =
			group === 'deviceSettings' ? own(config, group) : own(own(config, group), facet);
		if (own(own(current, 'updatedSetMethodMap'), name) === false) {
			throw context.fail({
				message: `This camera does not take the setting ${name}`,
				advice: 'Leave it out: cameras differ in what can be set',
			});
		}
		const place = (update[group] ??= {}) as IDataObject;
		if (group === 'deviceSettings') place[name] = value as IDataObject;
		else ((place[facet] ??= {}) as IDataObject)[name] = value as IDataObject;
	}
	await context.request('POST /api/deviceconfig/updateFacetedConfig', {
		body: { configUpdate: update },
	});
	return { success: true, cameraUuid, settings: settings as IDataObject };
}
