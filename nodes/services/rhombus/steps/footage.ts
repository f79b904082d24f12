import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Client } from '../../../shared/http/client';
import type { OperationContext } from '../../../shared/model/operation';
import { valuesByName } from '../../../shared/request/build';
import { isObject, objectsIn, own } from '../../../shared/util/guards';
import { namesFor } from '../names';
import { FOOTAGE } from './footageFacts';
import { fetchFromLan, fetchMedia, mediaRoot } from './media';
import { joined, readManifest, type Parts } from './segments';
import { until } from './until';

/** Recorded video and frames of it, read from where the camera's footage lies; no clip is made. */

/** A stretch of time, s. */
interface Stretch {
	from: number;
	to: number;
}

const shown = ({ from, to }: Stretch) =>
	`${new Date(from * 1000).toISOString()} to ${new Date(to * 1000).toISOString()}`;

/** How far around an empty range it is looked for what is recorded, s. */
const AROUND_SEC = 12 * 3_600;
/** Most stretches that an error names. */
const MOST_NAMED = 5;

/** What is recorded within a range, joined and in order. @throws NodeApiError */
async function recorded(client: Client, cameraUuid: unknown, range: Stretch): Promise<Stretch[]> {
	const answer = await client.request('POST /api/camera/getPresenceWindows', {
		body: { cameraUuid, startTimeSec: range.from, durationSec: range.to - range.from },
		idempotent: true,
	});
	const windows = own(answer, 'presenceWindows');
	const found = (isObject(windows) ? Object.values(windows) : [])
		.flatMap(objectsIn)
		.map(({ startSeconds, durationSeconds }) => ({
			from: Math.max(range.from, Number(startSeconds)),
			to: Math.min(range.to, Number(startSeconds) + Number(durationSeconds)),
		}))
		.filter(({ from, to }) => to > from)
		.sort((a, b) => a.from - b.from);
	const whole: Stretch[] = [];
	for (const one of found) {
		const last = whole.at(-1);
		if (last && one.from <= last.to) last.to = Math.max(last.to, one.to);
		else whole.push({ ...one });
	}
	return whole;
}

async function nothingRecorded(client: Client, cameraUuid: unknown, range: Stretch) {
	const around = await recorded(client, cameraUuid, {
		from: Math.max(0, range.from - AROUND_SEC),
		to: range.to + AROUND_SEC,
	});
	const named = around.slice(0, MOST_NAMED).map(shown).join('; ');
	return client.fail({
		message: `Nothing is recorded of this camera from ${shown(range)}`,
		advice: named
			? `Around that time there is footage of: ${named}${around.length > MOST_NAMED ? ' …' : ''}`
			: 'The camera may have been offline or not recording then, or the footage has expired',
	});
}

const filled = (template: string, { from, to }: Stretch): string =>
	template.replace(FOOTAGE.start, String(from)).replace(FOOTAGE.duration, String(to - from));

/** The manifest's address, and how it and what it names are fetched. @throws NodeApiError */
async function source(
	context: OperationContext,
	cameraUuid: unknown,
	range: Stretch,
	isLan: boolean,
): Promise<{ address: URL; fetch: Parts['fetch'] }> {
	const answer = await context.request('POST /api/camera/getMediaUris', {
		body: { cameraUuid },
		idempotent: true,
	});
	const list = own(answer, 'lanVodMpdUrisTemplates');
	const template = isLan
		? (Array.isArray(list) ? list : []).find((one) => typeof one === 'string' && one !== '')
		: own(answer, 'wanVodMpdUriTemplate');
	const address = typeof template === 'string' ? filled(template, range) : '';
	if (!URL.canParse(address)) {
		throw context.fail({
			message: 'Rhombus named no address of this camera’s recorded video',
			advice: isLan
				? 'Choose WAN as the network: the camera may not be reachable on the LAN'
				: 'Check in the Rhombus console that the camera is online',
		});
	}
	const url = new URL(address);
	if (!isLan) return { address: url, fetch: async (one) => await fetchMedia(context, one) };
	const { federatedSessionToken: token } = await context.request(
		'POST /api/org/generateFederatedSessionToken',
		{ body: { durationSec: FOOTAGE.lanTokenSec } },
	);
	context.addSecrets([token]);
	return {
		address: url,
		fetch: async (one) => {
			const withToken = new URL(one);
			withToken.searchParams.set('x-auth-scheme', FOOTAGE.lanScheme);
			withToken.searchParams.set('x-auth-ft', String(token));
			return await fetchFromLan(context, withToken.href);
		},
	};
}

/** What a name in a manifest stands for; its host may be no other one. @throws NodeApiError */
function resolved(client: Client, manifest: URL, name: string): string {
	const url = new URL(name, manifest);
	if (url.origin === manifest.origin) return url.href;
	throw client.fail({
		message: `The manifest of the video leads to "${url.host}", which is another host`,
		advice: 'Nothing was sent there, because the request would include the API key',
	});
}

/** Camera → Download Footage: a range of time as one MP4. */
export async function downloadFootage(context: OperationContext): Promise<INodeExecutionData[]> {
	const { cameraUuid, videoStart, videoDuration, network } = await valuesByName(context);
	const from = Math.floor(Number(videoStart));
	const range = { from, to: from + Math.ceil(Number(videoDuration)) };
	const there = await recorded(context, cameraUuid, range);
	if (there.length === 0) throw await nothingRecorded(context, cameraUuid, range);
	const [first] = there;
	if (there.length > 1 || first!.from > range.from || first!.to < range.to) {
		context.hint(
			`Only parts of this range are recorded: ${there.slice(0, MOST_NAMED).map(shown).join('; ')}. Rhombus shows a picture without a video in between`,
		);
	}
	const covered = { from: first!.from, to: there.at(-1)!.to };
	const { address, fetch } = await source(context, cameraUuid, covered, network === 'LAN');
	// The session begins with the manifest, so it comes first.
	const download = await fetch(address.href);
	const manifest = download && readManifest((await download.read()).toString('utf8'));
	if (!manifest) {
		throw context.fail({
			message: 'Rhombus served no manifest of this video that names its parts',
			advice: 'Try again later, or use Clip → Save',
		});
	}
	const count = Math.ceil((covered.to - covered.from) / manifest.segmentSec);
	const item = await joined(
		context,
		{
			init: resolved(context, address, manifest.init),
			segments: Array.from({ length: count }, (_, index) =>
				resolved(context, address, manifest.segment(manifest.first + index)),
			),
			mayLack: 1,
			fetch,
		},
		`footage-${new Date(covered.from * 1000).toISOString().replace(/[:.]/g, '-')}.mp4`,
	);
	if (!item) throw await nothingRecorded(context, cameraUuid, range);
	item.json = {
		cameraUuid,
		startTime: new Date(covered.from * 1000).toISOString(),
		durationSec: covered.to - covered.from,
		recorded: there.map(({ from: start, to }) => ({
			startTime: new Date(start * 1000).toISOString(),
			durationSec: to - start,
		})),
		...item.json,
	};
	return [item];
}

const regionOf = (alert: IDataObject, device: string): string => {
	for (const map of [alert.clipLocationMap, alert.clipLocationMapV2]) {
		const place = own(map, device);
		const region = typeof place === 'string' ? place : own(place, 'region');
		if (typeof region === 'string' && region !== '') return region;
	}
	const region = own(alert.clipLocation, 'region');
	return typeof region === 'string' && region !== '' ? region : FOOTAGE.region;
};

/** Policy Alert → Download Clip: an item per camera of the alert. */
export async function downloadAlertClip(context: OperationContext): Promise<INodeExecutionData[]> {
	const { policyAlertUuid, waitSeconds = 60 } = await valuesByName(context);
	const uuid = String(policyAlertUuid);
	let alert: IDataObject | undefined;
	const done = await until(context, Number(waitSeconds), async () => {
		const answer = await context.request('POST /api/event/getPolicyAlertDetails', {
			body: { policyAlertUuid },
			idempotent: true,
		});
		const found = own(answer, 'policyAlert');
		alert = isObject(found) ? (found as IDataObject) : undefined;
		// An alert that goes on has no whole clip; older answers do not say whether it does.
		return alert?.finalized === false ? undefined : (alert ?? null);
	});
	if (done === null) {
		throw context.fail({
			message: `Rhombus has no alert with the ID ${uuid}`,
			advice: 'List the alerts with Policy Alert → Get Many',
		});
	}
	if (!done) {
		throw context.fail({
			message: `Alert ${uuid} was still going on after ${Number(waitSeconds)} seconds`,
			advice: 'Raise Wait Until Ready, or start the workflow with Alert Completed',
		});
	}
	const devices = [done.clipLocationMap, done.clipLocationMapV2].flatMap((map) =>
		isObject(map) ? Object.keys(map) : [],
	);
	if (devices.length === 0 && typeof done.deviceUuid === 'string') devices.push(done.deviceUuid);
	const root = await mediaRoot(context);
	const seconds = Number(done.durationSec);
	const length =
		seconds > 0
			? Math.min(Math.ceil(seconds / FOOTAGE.segmentSec), FOOTAGE.mostAlertSegments)
			: FOOTAGE.mostAlertSegments;
	const items: INodeExecutionData[] = [];
	const rows = [...new Set(devices)].map((cameraUuid) => ({ cameraUuid }));
	const namesOf = await namesFor(context, [...rows, done]);
	for (const { cameraUuid: device } of rows) {
		const folder = [device, regionOf(done, device), uuid].map(encodeURIComponent).join('/');
		const at = (file: string) => `${root}/media/metadata/${folder}/${file}`;
		const parts: Parts = {
			init: at(FOOTAGE.alertInit),
			segments: Array.from({ length }, (_, index) => at(FOOTAGE.alertSegment(index + 1))),
			// Without a length, or with one that was rounded, only the end of the clip tells it.
			mayLack: seconds > 0 ? 1 : length - 1,
			fetch: async (address) => await fetchMedia(context, address),
		};
		const item = await until(
			context,
			Number(waitSeconds),
			async () => await joined(context, parts, `alert-${uuid}.mp4`),
		);
		if (!item) continue;
		item.json = {
			...done,
			...namesOf(done),
			cameraUuid: device,
			...namesOf({ cameraUuid: device }),
			...item.json,
		};
		items.push(item);
	}
	if (items.length > 0) return items;
	throw context.fail({
		message: `Alert ${uuid} has no clip`,
		advice:
			'Alerts of devices without a camera have none, and new alerts get theirs after a while: raise Wait Until Ready',
	});
}
