import { IdSequence, rhombusId } from '../prng';
import type { Samples } from '../values';
import type { Row } from '../types';
import { shaped } from './shapes';

const LOCATIONS = ['Headquarters', 'Warehouse', 'School'];
const CAMERAS = ['Front Door', 'Lobby', 'Parking Lot', 'Loading Dock', 'Server Room', 'Playground'];
const DOORS = ['Main Entrance', 'Back Door', 'Garage', 'Unwired Door'];
const GROUPS = ['Employees', 'Contractors'];
const FIRST_NAMES = ['Ana', 'Ben', 'Cleo', 'Dan', 'Eva', 'Finn', 'Gia', 'Hugo', 'Iris'];
const LAST_NAMES = ['Adams', 'Brook', 'Chen'];
export type FeedName = 'diagnostic' | 'component' | 'face' | 'vehicle' | 'unhealthy' | 'seekpoint';

/** Sensors by the kind of list that shows them. */
const SENSORS: Record<string, string[]> = {
	climate: ['Kitchen Climate', 'Cold Storage'],
	door: ['Window 1', 'Window 2'],
	button: ['Panic Button', 'Reception Button'],
	occupancy: ['Meeting Room', 'Restroom'],
	proximity: ['Laptop Tag', 'Forklift Tag'],
	audiogateway: ['Hall Speaker', 'Yard Speaker'],
};
const MINUTE_MS = 60_000;
/** How many alerts and audit events there are, one every ten minutes back from now. */
const EVENTS = 45;

/** A video clip being made or saved. */
export interface Clip extends Row {
	uuid: string;
	percentComplete: number;
	status: string;
	timestampMs: number;
}

/** What is made when somebody looks at it: events have many properties, and few tests look at them. */
class Later<T> {
	private kept?: T;
	private make?: () => T;

	/** Made again when it is next looked at. */
	set from(make: () => T) {
		this.kept = undefined;
		this.make = make;
	}

	set value(value: T) {
		this.kept = value;
	}

	get value(): T {
		return (this.kept ??= this.make!());
	}
}

/** Everything a Rhombus organisation keeps. Maps are keyed by uuid unless said otherwise. */
export class RhombusState {
	orgUuid = '';
	readonly users = new Map<string, Row>();
	readonly locations = new Map<string, Row>();
	readonly cameras = new Map<string, Row>();
	readonly doors = new Map<string, Row>();
	readonly groups = new Map<string, Row>();
	/** User uuids by group uuid. */
	readonly groupMembers = new Map<string, Set<string>>();
	/** Rows by kind of sensor, e.g. `climate`. */
	readonly sensors = new Map<string, Row[]>();
	readonly rules = new Map<string, Row>();
	readonly videoWalls = new Map<string, Row>();
	/** Policies of doors by the end of the requests that list them. */
	readonly doorPolicies = new Map<'AccessControlledDoor' | 'Door', Row[]>();
	private readonly seeded = { alerts: new Later<Row[]>(), auditEvents: new Later<Row[]>() };
	readonly clips = new Map<string, Clip>();
	readonly vehicles = new Map<string, Row>();
	readonly people = new Map<string, Row>();
	/** Settings of integrations by vendor (lower case, no separators) and generation. */
	readonly integrations = new Map<
		string,
		{ property?: string; integration?: string; settings: Row }
	>();
	/** Zapier-style subscriptions by webhook id. */
	readonly subscriptions = new Map<string, Row>();
	/** Events by the feed that shows them, in any order; feeds without any are made up. */
	readonly feeds = new Map<FeedName, Row[]>();
	/** Organisations that the partner key manages; the first is this one. */
	clients: Row[] = [];
	/** Cameras of the other organisations, by the organisation's uuid. */
	readonly clientCameras = new Map<string, Row[]>();
	/** Stretches with footage, in s; undefined for the last 30 days. */
	recorded?: Array<[from: number, to: number]>;
	/** Bytes of a part of a video, by its place; 0 is its beginning. Undefined for a few bytes. */
	segment?: (index: number) => Buffer;
	/** Opens what devices serve in their LAN. */
	federatedToken = 'c2FuZGJveC1mZWRlcmF0ZQ';
	/** Doors that were unlocked, in order. */
	unlocked: string[] = [];
	/** Seeded things by the names of properties that refer to them. */
	samples: Samples = {};
	/** Told of every change, as the change feed words it. */
	readonly watchers = new Set<(change: Row) => void>();
	private readonly ids = new IdSequence(2, rhombusId);

	constructor() {
		this.seed();
	}

	newId(): string {
		return this.ids.next();
	}

	/** Newest first. */
	get alerts(): Row[] {
		return this.seeded.alerts.value;
	}

	set alerts(rows: Row[]) {
		this.seeded.alerts.value = rows;
	}

	/** Newest first. */
	get auditEvents(): Row[] {
		return this.seeded.auditEvents.value;
	}

	set auditEvents(rows: Row[]) {
		this.seeded.auditEvents.value = rows;
	}

	/** The same organisation each time, but for the times of its events, which end now. */
	seed(): void {
		for (const rows of Object.values(this)) {
			if (rows instanceof Map) rows.clear();
		}
		this.unlocked = [];
		this.recorded = undefined;
		this.segment = undefined;
		this.ids.restart();
		this.orgUuid = this.newId();
		const { orgUuid } = this;
		const locations = this.rows(this.locations, 'LocationType', LOCATIONS, () => ({
			subLocations: [],
			floorPlans: [],
		}));
		const at = (index: number) => locations[index % locations.length];
		const cameras = this.rows(this.cameras, 'MinimalDeviceStateType', CAMERAS, (index) => ({
			locationUuid: at(index),
			connectionStatus: 'GREEN',
			healthStatus: 'GREEN',
			mummified: false,
		}));
		const doors = this.rows(this.doors, 'AccessControlledDoorType', DOORS, (index) => ({
			orgUuid,
			locationUuid: at(index),
			associatedCameras: [cameras[index]],
		}));
		const groups = this.rows(this.groups, 'OrgGroupType', GROUPS, () => ({ orgUuid }));
		for (const [kind, names] of Object.entries(SENSORS)) {
			const rows = names.map((name, index) => this.sensor(kind, name, at(index)!));
			this.sensors.set(kind, rows);
		}
		this.clients = ['Acme', 'Globex', 'Initech'].map((clientOrgName, index) =>
			shaped('Partner_PartnerClientWebType', {
				clientOrgName,
				clientOrgUuid: index ? this.newId() : orgUuid,
			}),
		);
		const users = this.seedUsers();
		for (const uuid of groups) this.groupMembers.set(uuid, new Set(users.slice(0, 3)));
		const alertUuid = this.seedEvents(cameras, locations, users);
		const rules = this.rows(this.rules, 'RuleType', ['After Hours'], () => ({
			orgUuid,
			ruleType: 'USER_DEFINED',
			triggers: [],
		}));
		this.seedIntegrations();
		const clip = this.addClip({
			deviceUuid: cameras[0],
			deviceUuids: [cameras[0]],
			title: 'Seed',
			percentComplete: 100,
			status: 'COMPLETE',
		});
		const webhookId = this.newId();
		this.subscriptions.set(webhookId, { hookUrl: 'http://127.0.0.1:9/', zapEnum: 'RULE_EVENTS' });
		const wall = { uuid: this.newId(), orgUuid, displayName: 'Entrances' };
		this.videoWalls.set(
			wall.uuid,
			shaped('Camera_VideoWallSummaryType', { ...wall, deviceList: cameras.slice(0, 2) }),
		);
		for (const kind of ['AccessControlledDoor', 'Door'] as const) {
			const uuid = this.newId();
			const policy = { uuid, orgUuid, name: `${kind} Policy`, scheduledTriggers: [] };
			this.doorPolicies.set(kind, [shaped(`${kind}PolicyType`, policy)]);
		}
		this.samples = {
			orgUuid,
			locationUuid: locations[0],
			cameraUuid: cameras[0],
			deviceUuid: cameras[0],
			accessControlledDoorUuid: doors[0],
			doorUuid: doors[0],
			groupUuid: groups[0],
			userUuid: users[0],
			ruleUuid: rules[0],
			clipUuid: clip.uuid,
			savedClipUuid: clip.uuid,
			videoWallUuid: wall.uuid,
			webhookId,
			policyAlertUuid: alertUuid,
			alertUuid,
		};
	}

	/** Another organisation that the partner key manages, with cameras of its own. */
	addClient(clientOrgName: string, cameras: Row[]): string {
		const clientOrgUuid = this.newId();
		this.clients.push(shaped('Partner_PartnerClientWebType', { clientOrgName, clientOrgUuid }));
		this.clientCameras.set(clientOrgUuid, cameras);
		return clientOrgUuid;
	}

	addUser(email: string, given: Row = {}): Row {
		const { orgUuid } = this;
		const uuid = this.newId();
		const now = Date.now();
		const user = shaped('WrappedRhombusOrgUserType', {
			uuid,
			orgUuid,
			email,
			emailCaseSensitive: email,
			rhombusUserUuid: this.newId(),
			accountOwner: false,
			deleted: false,
			status: 'PENDING',
			accessibleRhombusApps: ['CONSOLE'],
			orgUserCustomizationFlags: {},
			createdAtMillis: now,
			updatedAtMillis: now,
			...given,
		});
		this.users.set(uuid, user);
		return user;
	}

	/** A new alert, first in the list; the change feed tells of it. */
	addAlert(given: Row = {}): Row {
		const [cameraUuid, camera] = [...this.cameras][0]!;
		const alert = this.alert(this.newId(), {
			timestampMs: Date.now(),
			durationSec: 10,
			deviceUuid: cameraUuid,
			locationUuid: camera.locationUuid,
			policyAlertTriggers: ['MOTION_HUMAN'],
			textDescription: 'Motion',
			clipLocation: { region: 'us-west-2' },
			clipLocationMap: { [cameraUuid]: { region: 'us-west-2' } },
			clipLocationMapV2: null,
			finalized: false,
			...given,
		});
		this.alerts.unshift(alert);
		this.tell('POLICY_ALERT', 'CREATE', alert);
		return alert;
	}

	/** An alert ends: its clip is whole from now on, and the change feed tells so. */
	finishAlert(alert: Row): void {
		alert.finalized = true;
		this.tell('POLICY_ALERT', 'UPDATE', alert);
	}

	/** Tells the change feed. */
	tell(entity: string, type: string, update: Row): void {
		const { uuid: entityUuid, deviceUuid } = update;
		for (const watch of this.watchers) watch({ entity, type, entityUuid, deviceUuid, update });
	}

	/** A new clip of some cameras; it becomes ready while it is polled. */
	addClip(given: Row): Clip {
		const uuid = this.newId();
		const clip = shaped('Event_SavedClipWithProgressType', {
			uuid,
			orgUuid: this.orgUuid,
			createdAtMs: Date.now(),
			timestampMs: Date.now(),
			percentComplete: 0,
			status: 'INITIATING',
			clipLocationV2: 'us-west-2',
			...given,
		});
		this.clips.set(uuid, clip);
		return clip;
	}

	private seedIntegrations(): void {
		const { orgUuid } = this;
		const audit = { orgUuid, integrationAuditMap: {} };
		for (const [vendor, integration, schema] of [
			['kisi', 'KISI', 'KisiType'],
			['envoy', 'ENVOY', 'EnvoyType'],
		]) {
			const settings = shaped(schema!, { ...audit, integration });
			this.integrations.set(`${vendor}/2`, { integration, settings });
		}
		this.integrations.set('mattermost', {
			property: 'mattermostSettings',
			settings: { enabled: false, webhookUrl: '', channel: '' },
		});
	}

	private rows(
		into: Map<string, Row>,
		schema: string,
		names: string[],
		more: (index: number) => Row,
	): string[] {
		return names.map((name, index) => {
			const uuid = this.newId();
			into.set(uuid, shaped(schema, { uuid, name, ...more(index) }));
			return uuid;
		});
	}

	private sensor(kind: string, name: string, locationUuid: string): Row {
		const uuid = this.newId();
		return { name, uuid, sensorUuid: uuid, tagUuid: uuid, locationUuid };
	}

	private seedUsers(): string[] {
		const uuids: string[] = [];
		for (let index = 0; index < 25; index++) {
			const firstName = FIRST_NAMES[index % FIRST_NAMES.length];
			const lastName = LAST_NAMES[Math.floor(index / FIRST_NAMES.length)];
			const user = this.addUser(`${firstName}.${lastName}@example.com`.toLowerCase(), {
				firstName,
				lastName,
				name: `${firstName} ${lastName}`,
				accountOwner: index === 0,
				status: index % 8 === 7 ? 'INACTIVE' : 'JOINED',
			});
			uuids.push(String(user.uuid));
		}
		return uuids;
	}

	private alert(uuid: string, given: Row): Row {
		return shaped('PolicyAlertV2Type', {
			uuid,
			orgUuid: this.orgUuid,
			type: 'POLICY_ALERT_V2',
			thumbnailLocation: { region: 'us-west-2' },
			thumbnailLocationV2: 'us-west-2',
			deleted: false,
			saved: false,
			...given,
		});
	}

	/** @returns the newest alert's ID */
	private seedEvents(cameras: string[], locations: string[], users: string[]): string {
		const { orgUuid } = this;
		const now = Date.now();
		const ids = () => Array.from({ length: EVENTS }, () => this.newId());
		const alertIds = ids();
		const auditIds = ids();
		this.seeded.alerts.from = () =>
			alertIds.map((uuid, index) =>
				this.alert(uuid, {
					timestampMs: now - index * 10 * MINUTE_MS,
					deviceUuid: cameras[index % cameras.length],
					locationUuid: locations[index % locations.length],
					policyAlertTriggers: [index % 2 ? 'MOTION' : 'MOTION_HUMAN'],
					textDescription: `Motion ${index + 1}`,
				}),
			);
		this.seeded.auditEvents.from = () =>
			auditIds.map((uuid, index) =>
				shaped('Report_AuditEventWeb', {
					uuid,
					orgUuid,
					action: index % 2 ? 'LOGIN_WEB' : 'LOGOUT_WEB',
					displayText: `Audit event ${index + 1}`,
					failure: false,
					principalUuid: users[index % users.length],
					timestamp: new Date(now - index * 10 * MINUTE_MS).toISOString(),
				}),
			);
		return alertIds[0]!;
	}
}
