import type { IDataObject } from 'n8n-workflow';
import { valuesByName } from '../../../shared/request/build';
import type { OperationContext } from '../../../shared/model/operation';

/**
 * Policies in the calls that the vendor's tool server makes (rhombus-node-mcp at 19c24fe), in the shapes of
 * the contract: that server sends `schedule: { uuid }` where the contract has `scheduleUuid`. Never seen live.
 */

/** Policy → Create Camera Policy: what it is, then when and on what it alerts. */
export async function createCameraPolicy(context: OperationContext): Promise<IDataObject> {
	const {
		policyName: name,
		policyDescription: description,
		activities,
		alertSchedule,
	} = await valuesByName(context);
	const basis = { name, ...(description === undefined ? {} : { description }) };
	const { policyUuid } = await context.request('POST /api/policy/createCameraPolicy', {
		body: { policy: basis },
	});
	if (typeof policyUuid !== 'string') {
		throw context.fail({
			message: 'Rhombus accepted the policy but returned no ID',
			advice: 'Check with Policy → Get Many before you create it again',
		});
	}
	const triggerSet = ((activities ?? []) as string[]).map((activity) => ({ activity }));
	if (triggerSet.length > 0) {
		await context.request('POST /api/policy/updateCameraPolicy', {
			body: {
				policy: {
					...basis,
					uuid: policyUuid,
					scheduledTriggers: [{ scheduleUuid: alertSchedule, triggerSet }],
				},
			},
		});
	}
	return { policyUuid, name, activities: triggerSet.length };
}

/** Gives many cameras a policy, or takes it away. @param policyUuid null for none: "" is refused */
async function assign(
	context: OperationContext,
	cameraUuids: unknown,
	policyUuid: unknown,
): Promise<IDataObject> {
	const cameras = cameraUuids as string[];
	await context.request('POST /api/camera/updateDetailsBulkV2', {
		body: {
			cameraBulkDetails: cameras.map((uuid) => ({ uuid, policyUuid, policyUuidUpdated: true })),
		},
	});
	return { success: true, cameras: cameras.length, policyUuid: policyUuid as string | null };
}

export async function assignToCameras(context: OperationContext): Promise<IDataObject> {
	const { assignedPolicy, cameraUuids } = await valuesByName(context);
	return await assign(context, cameraUuids, assignedPolicy);
}

export async function removeFromCameras(context: OperationContext): Promise<IDataObject> {
	const { cameraUuids } = await valuesByName(context);
	return await assign(context, cameraUuids, null);
}
