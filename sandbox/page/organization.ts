import type { RhombusService } from '../rhombus';
import {
	announce,
	deliverAlert,
	deliverDiagnostic,
	deliverSubscribed,
	runRule,
	type Delivered,
} from '../rhombus/deliveries';
import { RHOMBUS_KEYS } from '../rhombus/access';
import type { Row } from '../types';
import { form, html, options, time, type Html } from './html';
import type { Screen } from './layout';
import type { Next, Sent, Shown } from './types';

/** What an alert may be about, with the words for it. */
const ACTIVITIES: Array<[activity: string, text: string]> = [
	['MOTION_HUMAN', 'A person'],
	['MOTION', 'Motion'],
	['FACE_UNIDENTIFIED', 'An unknown face'],
	['VEHICLE', 'A vehicle'],
];
const DIAGNOSTICS: Array<[diagnostic: string, text: string]> = [
	['DEVICE_DISCONNECTED', 'goes offline'],
	['DEVICE_CONNECTED', 'comes back'],
];
const DOOR_STATES: Array<[state: string, text: string]> = [
	['OPEN', 'opens'],
	['CLOSED', 'closes'],
	['AJAR', 'is left ajar'],
];
/** How many alerts are shown, the newest. */
const ALERTS = 10;

const pairs = (rows: Iterable<Row>): Array<[string, string]> =>
	[...rows].map(({ uuid, name }) => [String(uuid), String(name)]);

/** Rhombus' screen: cameras, doors, alerts, and everything that can happen in a building. */
export class Organization {
	/** Shown once. */
	private notices: string[] = [];

	constructor(private readonly service: RhombusService) {}

	screen(isRefresh: boolean): Screen {
		const notices = isRefresh ? [] : this.notices;
		if (!isRefresh) this.notices = [];
		const { state } = this.service;
		return {
			title: 'Rhombus',
			notices,
			main: html`<h2>Make something happen</h2>
				<p>
					Workflows hear of it while they are published, or while their trigger is waiting in n8n's
					editor.
				</p>
				<div class="rows">
					${this.happening(
						'alert',
						'A camera sees something',
						html`${choice('alert', 'camera', 'Camera', pairs(state.cameras.values()))}
							${choice('alert', 'activity', 'It sees', ACTIVITIES)}
							<p><button>Raise alert</button></p>`,
					)}
					${this.happening(
						'button',
						'A button is pressed',
						html`${choice('button', 'device', 'Button', pairs(state.sensors.get('button') ?? []))}
							<p><button>Press</button></p>`,
					)}
					${this.happening(
						'climate',
						'A sensor measures',
						html`${choice('climate', 'device', 'Sensor', pairs(state.sensors.get('climate') ?? []))}
							<label for="temp">Temperature</label>
							<input id="temp" name="temp" type="number" value="41" required />
							<p><button>Report temperature</button></p>`,
					)}
					${this.happening(
						'door',
						'A door sensor reports',
						html`${choice('door', 'device', 'Door sensor', pairs(state.sensors.get('door') ?? []))}
							${choice('door', 'doorState', 'It', DOOR_STATES)}
							<p><button>Report door</button></p>`,
					)}
					${this.happening(
						'rule',
						'A rule runs',
						html`${choice('rule', 'rule', 'Rule', pairs(state.rules.values()))}
							<p><button>Run rule</button></p>`,
					)}
					${this.happening(
						'diagnostic',
						'A camera has trouble',
						html`${choice('diagnostic', 'diagnostic', 'The first camera', DIAGNOSTICS)}
							<p><button>Report trouble</button></p>`,
					)}
				</div>
				<div data-live="doors">${this.doors()}</div>
				<div data-live="alerts">${this.alerts()}</div>
				<h2>Cameras</h2>
				<ul class="pictures">
					${[...state.cameras.values()].map(
						({ uuid, name, locationUuid, connectionStatus }) =>
							html`<li>
								<img src="/pictures/${uuid}" alt="" width="320" height="180" /> ${name},
								${this.locationOf(locationUuid)} (${connectionStatus})
							</li>`,
					)}
				</ul>`,
		};
	}

	/** What a camera sees. */
	async picture(camera: string): Promise<Shown | undefined> {
		if (!this.service.state.cameras.has(camera)) return undefined;
		const { status, headers, bytes } = await this.service.ask(
			'GET',
			`/media/frames/${camera}/${Date.now()}.jpeg`,
			{ 'x-auth-scheme': 'api-token', 'x-auth-apikey': RHOMBUS_KEYS.rhombusKey },
			Buffer.alloc(0),
		);
		return { status, type: headers.get('content-type') ?? 'image/jpeg', body: bytes };
	}

	/** @returns nothing for a path of others */
	async act(path: string, sent: Sent): Promise<Next | undefined> {
		const [, place, what = ''] = path.split('/');
		const doing = place === 'rhombus' ? this.events(sent)[what] : undefined;
		if (!doing) return undefined;
		const delivered = await doing();
		const refused = delivered.filter(({ status }) => status >= 300);
		this.notices = [
			delivered.length === 0
				? 'It happened, but no workflow listens to it.'
				: `It happened: ${delivered.length} called, ${refused.length} refused.`,
			...refused.map(({ url, status }) => `${new URL(url).pathname} answered ${status}.`),
		];
		return { location: '/rhombus' };
	}

	private events(sent: Sent): Record<string, () => Promise<Delivered[]>> {
		const { state } = this.service;
		const given = (name: string) => sent.get(name) ?? '';
		const device = given('device');
		const event = { deviceUuid: device, timestampMs: Date.now() };
		return {
			alert: async () => {
				const camera = state.cameras.get(given('camera'));
				const [activity, text] = ACTIVITIES.find(([one]) => one === given('activity')) ?? [];
				if (!camera || !activity) return [];
				const alert = state.addAlert({
					deviceUuid: camera.uuid,
					locationUuid: camera.locationUuid,
					policyAlertTriggers: [activity],
					textDescription: `${text} at ${String(camera.name)}`,
					clipLocationMap: { [String(camera.uuid)]: { region: 'us-west-2' } },
				});
				const delivered = await deliverAlert(state, [activity], String(alert.uuid), camera);
				state.finishAlert(alert);
				return [...delivered, ...(await announce(state, alert))];
			},
			button: async () =>
				await deliverSubscribed(state, 'BUTTON_EVENTS', { ...event, buttonPress: 'SINGLE' }),
			climate: async () =>
				await deliverSubscribed(state, 'ENVIRONMENTAL_SENSOR_EVENTS', {
					...event,
					temp: Number(given('temp')),
				}),
			door: async () =>
				await deliverSubscribed(state, 'DOOR_SENSOR_EVENTS', {
					...event,
					doorState: given('doorState'),
				}),
			rule: async () => (state.rules.has(given('rule')) ? await runRule(state, given('rule')) : []),
			diagnostic: async () => await deliverDiagnostic(state, given('diagnostic')),
		};
	}

	private happening(what: string, title: string, content: Html): Html {
		return html`<section aria-labelledby="${what}">
			<h3 id="${what}">${title}</h3>
			${form(`/rhombus/${what}`, {}, html`<div>${content}</div>`)}
		</section>`;
	}

	private locationOf(uuid: unknown): string {
		return String(this.service.state.locations.get(String(uuid))?.name ?? '');
	}

	private doors(): Html {
		const { state } = this.service;
		return table(
			'Doors',
			['Door', 'Location', 'Unlocked'],
			[...state.doors.values()].map(({ uuid, name, locationUuid }) => {
				const times = state.unlocked.filter((one) => one === uuid).length;
				const said = times === 0 ? 'never' : times === 1 ? 'once' : `${times} times`;
				return [name, this.locationOf(locationUuid), said];
			}),
		);
	}

	private alerts(): Html {
		const { state } = this.service;
		return table(
			'Alerts',
			['Time', 'Alert', 'Camera', 'State'],
			state.alerts
				.slice(0, ALERTS)
				.map(({ timestampMs, textDescription, deviceUuid, deleted }) => [
					time(Number(timestampMs)),
					textDescription,
					state.cameras.get(String(deviceUuid))?.name,
					deleted ? 'dismissed' : 'open',
				]),
		);
	}
}

/** @param what the form, of which several have a field of this name */
function choice(what: string, name: string, label: string, choices: Array<[string, string]>): Html {
	const id = `${what}-${name}`;
	return html`<label for="${id}">${label}</label>
		<select id="${id}" name="${name}">
			${options(choices)}
		</select>`;
}

function table(title: string, heads: string[], rows: unknown[][]): Html {
	return html`<h2>${title}</h2>
		<div class="wide">
			<table aria-label="${title}">
				<thead>
					<tr>
						${heads.map((head) => html`<th scope="col">${head}</th>`)}
					</tr>
				</thead>
				<tbody>
					${rows.map(
						(row) =>
							html`<tr>
								${row.map((cell) => html`<td>${cell}</td>`)}
							</tr>`,
					)}
				</tbody>
			</table>
		</div>`;
}
