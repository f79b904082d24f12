import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { startSandbox } from '../sandbox';
import { deliverAlert } from '../sandbox/rhombus/deliveries';
import { askedServer, realChat, sandboxChat } from './chat';
import { accountsOf } from './demoStock';
import type { WorkflowNode } from './n8n/client';
import { ensureN8n } from './n8n/install';
import { startN8n } from './n8n/instance';
import { startDatabase } from './n8n/postgres';
import { askedN8n } from './n8n/versions';
import {
	Counter,
	mattermostWebhook,
	rhombusAlerts,
	rhombusAudit,
	saveCredentials,
	watchedWorkflow,
} from './n8n/watched';
import { packPackage } from './pack';
import { say } from './progress';

/**
 * The triggers in bad weather, in a real n8n with PostgreSQL: another filter, one of 20 channels that
 * cannot be read, n8n's database away, n8n killed with executions running, or while it refuses an event that came
 * before one that it has taken, polls that last longer than
 * their interval, tests in the editor while production runs. It prints what became of every event and ends
 * with 1 if one is lost, an old one starts the workflow, or one starts it twice.
 *
 * Rhombus is the sandbox's. So is Mattermost, unless MATTERMOST_URL, MATTERMOST_TOKEN (of a system
 * administrator) and MATTERMOST_THROWAWAY=1 name a real server, which must be allowed to connect to this
 * machine (AllowedUntrustedInternalConnections).
 */

const { values } = parseArgs({
	options: {
		/** How long n8n's database is away, in s. */
		away: { type: 'string', default: '10' },
		/** Messages meanwhile. */
		posts: { type: 'string', default: '144' },
		/** Only some parts. */
		parts: { type: 'string', default: 'filter,channel,database,kill,refused,polls,listening' },
	},
});

/** What n8n does with an event as it is killed, having taken a later one. */
const CRASHES = [
	{ keeps: false, doing: 'refused' },
	{ keeps: true, doing: 'refused' },
	{ keeps: true, doing: 'was taking' },
	{ keeps: true, doing: 'was running' },
] as const;

/** Has PostgreSQL refuse executions, after some seconds, of those that are begun while `weather` has a row. */
const REFUSING = `
CREATE TABLE weather (refuses int);
CREATE FUNCTION refuse() RETURNS trigger AS $$
BEGIN
	IF EXISTS (SELECT 1 FROM weather) THEN
		PERFORM pg_sleep(4);
		RAISE EXCEPTION 'The database is away';
	END IF;
	RETURN NEW;
END $$ LANGUAGE plpgsql;
CREATE TRIGGER weather BEFORE INSERT ON execution_entity FOR EACH ROW EXECUTE FUNCTION refuse();`;

/** Under which all workflows report: an event may start any of them. */
const SOURCE = 'events';

async function main(): Promise<void> {
	const parts = values.parts.split(',');
	const server = askedServer();
	const install = await ensureN8n(askedN8n());
	const database = await startDatabase();
	const counter = new Counter();
	await counter.start();
	const sandbox = await startSandbox();
	const chat = server ? await realChat(server) : sandboxChat(sandbox);
	const { post } = chat;
	const n8n = await startN8n({
		install,
		packageTarball: packPackage(),
		env: database.env,
		startTimeoutMs: 400_000,
	});
	const problems: string[] = [];
	const check = (good: boolean, what: string) => {
		say(`${good ? '✓' : '✗'} ${what}`);
		if (!good) problems.push(what);
	};
	try {
		say(`n8n ${install.version} with PostgreSQL, ${chat.name}`);
		const credential = await n8n.client.createCredential({
			name: 'Member',
			type: 'mattermostTokenApi',
			data: { siteUrl: chat.url, accessToken: chat.tokens.member, ignoreSSLIssues: false },
		});
		/** A trigger, some work, and a report of its events by that property. */
		const chain = (name: string, trigger: Partial<WorkflowNode>, id: string, workS = 0) =>
			watchedWorkflow(name, trigger, counter, { source: SOURCE, id, workS });
		const times = (event: string) => counter.of(SOURCE).get(event) ?? 0;
		const workflow = (name: string, text: string, options: object, workS = 0) =>
			chain(
				name,
				{
					type: 'mattermostTrigger',
					parameters: {
						authentication: 'accessToken',
						events: ['posted'],
						filters: { text },
						options,
					},
					credentials: { mattermostTokenApi: { id: credential.id, name: 'Member' } },
				},
				'message',
				workS,
			);
		const { mattermost, rhombus } = await saveCredentials(n8n.client, {
			...accountsOf(sandbox),
			mattermost: { siteUrl: chat.url, accessToken: chat.tokens.admin },
		});
		const arrived = (messages: string[]) => messages.filter((one) => times(one) > 0).length;
		const until = async (messages: string[], seconds: number) => {
			for (const end = Date.now() + seconds * 1_000; Date.now() < end; await sleep(500)) {
				if (arrived(messages) === messages.length) return;
			}
		};
		const twice = (messages: string[]) => messages.filter((one) => times(one) > 1).length;

		if (parts.includes('filter')) {
			const saved = await n8n.client.createWorkflow(workflow('Filter', 'outage', {}));
			await n8n.client.activate(saved.id);
			await post('outage 0');
			await until(['outage 0'], 60);
			const old = Array.from({ length: 200 }, (_, index) => `deploy ${index}`);
			for (const message of old) await post(message);
			const changed = workflow('Filter', 'deploy', {});
			await n8n.client.updateWorkflow(saved.id, {
				nodes: changed.nodes.map((node, index) => ({ ...node, id: saved.nodes[index]!.id })),
				connections: changed.connections,
			});
			await n8n.client.activate(saved.id);
			await post('deploy new');
			await until(['deploy new'], 60);
			check(arrived(old) === 0, `filter changed: ${arrived(old)} of 200 old messages started it`);
			check(times('deploy new') === 1, 'filter changed: a new message started it once');
			await n8n.client.deactivate(saved.id);
		}

		if (parts.includes('channel')) {
			const channels = await chat.addChannels(20);
			const saved = await n8n.client.createWorkflow(workflow('Channel', 'weather', {}));
			await n8n.client.activate(saved.id);
			await post('weather first', channels[0]);
			await until(['weather first'], 60);
			await n8n.kill();
			const missed = channels.map((_, index) => `weather ${index}`);
			for (const [index, channel] of channels.entries()) await post(missed[index]!, channel);
			const refused = chat.refuse(channels[7]!, 2);
			await n8n.restart();
			const others = missed.filter((_, index) => index !== 7);
			await until(others, 120);
			check(
				arrived(others) === 19,
				`one of 20 channels answers 403: ${arrived(others)} of 19 came`,
			);
			await until(missed, 150);
			check(
				arrived(missed) === 20 && twice(missed) === 0 && refused() === 2,
				`readable again after ${refused()} refusals: its message came, once`,
			);
			await n8n.client.deactivate(saved.id);
		}

		if (parts.includes('database')) {
			const saved = await n8n.client.createWorkflow(workflow('Database', 'db', {}));
			await n8n.client.activate(saved.id);
			const messages = Array.from({ length: Number(values.posts) }, (_, index) => `db ${index}`);
			const awayMs = Number(values.away) * 1_000;
			// A tenth of the messages comes before the database goes, a tenth after it is back.
			const pause = Math.max(300, awayMs / (messages.length * 0.8));
			const goes = Math.floor(messages.length / 10);
			const absence = (async () => {
				await sleep(goes * pause);
				await database.away();
				say(`The database is away for ${values.away} s`);
				await sleep(awayMs);
				await database.back();
				say('The database is back');
			})();
			for (const message of messages) {
				await post(message);
				await sleep(pause);
			}
			await absence;
			await until(messages, 300);
			const came = arrived(messages);
			check(
				came === messages.length && twice(messages) === 0,
				`database away for ${values.away} s: ${came} of ${messages.length} came, ${twice(messages)} twice`,
			);
			await n8n.client.deactivate(saved.id);
		}

		if (parts.includes('kill')) {
			for (const restartInterrupted of [false, true]) {
				const name = restartInterrupted ? 'again' : 'plain';
				const saved = await n8n.client.createWorkflow(
					workflow(`Kill ${name}`, `kill ${name}`, { restartInterrupted }, 15),
				);
				await n8n.client.activate(saved.id);
				const messages = Array.from({ length: 5 }, (_, index) => `kill ${name} ${index}`);
				for (const message of messages) {
					await post(message);
					await sleep(300);
				}
				await sleep(4_000);
				await n8n.kill();
				const before = arrived(messages);
				await post(`kill ${name} missed`);
				await n8n.restart();
				await until([`kill ${name} missed`, ...(restartInterrupted ? messages : [])], 120);
				await sleep(5_000);
				const came = arrived(messages);
				check(
					before === 0 && times(`kill ${name} missed`) === 1,
					`n8n killed with 5 executions running (${name}): what was missed came once`,
				);
				check(
					came === (restartInterrupted ? 5 : 0),
					`n8n killed (${name}): ${came} of the 5 running ones were started again`,
				);
				await n8n.client.deactivate(saved.id);
			}
		}

		if (parts.includes('refused')) {
			database.query(REFUSING);
			const asleep = () =>
				Number(
					database.query(`SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'PgSleep'`),
				);
			const untilAsleep = async (wanted: number) => {
				for (let tries = 0; tries < 400 && asleep() !== wanted; tries++) await sleep(20);
			};
			const subjects: Record<string, [Partial<WorkflowNode>, string, (name: string) => unknown]> = {
				'Mattermost Trigger': [
					{
						type: 'mattermostTrigger',
						parameters: { authentication: 'accessToken', events: ['posted'] },
						credentials: { mattermostTokenApi: { id: credential.id, name: 'Member' } },
					},
					'message',
					post,
				],
				'Rhombus Live Trigger': [
					{ type: 'rhombusLiveTrigger', parameters: { events: ['alert'] }, credentials: rhombus },
					'textDescription',
					(textDescription) => sandbox.rhombus.state.addAlert({ textDescription }),
				],
			};
			for (const [subject, [trigger, id, happens]] of Object.entries(subjects)) {
				for (const { keeps, doing } of CRASHES) {
					const name = `${subject}, ${keeps ? 'executions kept' : 'defaults of n8n'}: ${doing}`;
					const saved = await n8n.client.createWorkflow({
						...chain(name, trigger, id, doing === 'was running' ? 20 : 0),
						settings: {
							executionOrder: 'v1',
							...(keeps && { saveDataSuccessExecution: 'all', saveDataErrorExecution: 'all' }),
						},
					});
					await n8n.client.activate(saved.id);
					const [first, second, third] = ['first', 'second', 'third'].map(
						(which) => `${name}, ${which}`,
					) as [string, string, string];
					if (doing !== 'was running') database.query('INSERT INTO weather VALUES (1)');
					await happens(first);
					if (doing !== 'was running') await untilAsleep(1);
					database.query('DELETE FROM weather');
					await happens(second);
					if (doing === 'was running') await sleep(4_000);
					else await until([second], 2);
					// The database says no, and n8n tells the trigger, which waits a second.
					if (doing === 'refused') await untilAsleep(0);
					if (doing === 'refused') await sleep(100);
					await n8n.kill();
					const before = [times(first), times(second)].join();
					await n8n.restart();
					await happens(third);
					const killed = doing === 'was running' ? [third] : [first, second, third];
					await until(keeps ? killed : [third], doing === 'was running' ? 60 : 30);
					await sleep(3_000);
					const taken = (await n8n.client.executionsOf(saved.id)).length;
					const after = [first, second, third].map(times).join();
					const what = `${name} it as n8n was killed: the workflow had reported ${before} times, reports ${after} in the end, ${taken} executions`;
					if (doing === 'was running') check(after === '0,0,1' && taken === 3, what);
					else if (keeps) check(after === '1,1,1' && taken === 3, what);
					// docs/delivery.md, note 1.
					else check(times(first) < 2 && times(second) === 1 && times(third) === 1, what);
					await n8n.client.deactivate(saved.id);
				}
			}
		}

		if (parts.includes('polls')) {
			const { auditEvents } = sandbox.rhombus.state;
			const happen = (uuid: string) =>
				auditEvents.unshift({ ...auditEvents[0], uuid, timestamp: new Date().toISOString() });
			const saved = await n8n.client.createWorkflow(
				// n8n takes no interval below a minute; each of these polls by itself.
				chain('Polls', rhombusAudit(3, rhombus), 'uuid'),
			);
			await n8n.client.activate(saved.id);
			let now = 0;
			let most = 0;
			let asked = 0;
			sandbox.rhombus.fail({
				match: ({ path }) => {
					const isFeed = path.includes('Audit');
					if (isFeed) {
						asked++;
						most = Math.max(most, ++now);
						setTimeout(() => now--, 25_000);
					}
					return isFeed;
				},
				rate: 1,
				kind: 'slow',
				delayMs: 25_000,
			});
			const events = Array.from({ length: 20 }, (_, index) => `poll ${index}`);
			for (const event of events) {
				happen(event);
				await sleep(4_000);
			}
			await until(events, 180);
			check(
				arrived(events) === events.length && twice(events) === 0,
				`three polls of 25 s each minute: ${arrived(events)} of ${events.length} entries came, ${twice(events)} twice`,
			);
			check(
				most === 1 && asked > 1,
				`three polls of 25 s each minute: ${asked} asked Rhombus, ${most} at a time`,
			);
			await n8n.client.deactivate(saved.id);
		}

		if (parts.includes('listening')) {
			const sends: Record<string, (event: string) => Promise<unknown>> = {
				'Outgoing webhook': chat.postAsMember,
				'Rhombus alerts': async (event) =>
					await deliverAlert(sandbox.rhombus.state, ['MOTION_HUMAN'], event),
			};
			const triggers: Record<string, [Partial<WorkflowNode>, string]> = {
				'Outgoing webhook': [
					mattermostWebhook(chat.team, { source: 'outgoing', channel: chat.channel }, mattermost),
					'text',
				],
				'Rhombus alerts': [rhombusAlerts(rhombus), 'alertUuid'],
			};
			for (const [name, [trigger, event]] of Object.entries(triggers)) {
				const saved = await n8n.client.createWorkflow(chain(name, trigger, event));
				await n8n.client.activate(saved.id);
				await n8n.client.start(saved);
				const modes = async () => {
					const rows = await n8n.client.executionsOf(saved.id);
					const all = await Promise.all(rows.map(async ({ id }) => await n8n.client.execution(id)));
					return all.map((one) => one?.mode).sort();
				};
				await sends[name]!(`${name} both`);
				await until([`${name} both`], 60);
				await sleep(3_000);
				const first = await modes();
				check(
					JSON.stringify(first) === JSON.stringify(['manual', 'webhook']),
					`${name}: an event while the editor listens starts ${first.join(' and ')}`,
				);
				await sends[name]!(`${name} after`);
				await until([`${name} after`], 60);
				await sleep(3_000);
				check(
					times(`${name} after`) === 1 && (await modes()).length === 3,
					`${name}: the next one starts production alone`,
				);
				await n8n.client.deactivate(saved.id);
			}
			const word = { source: 'command' as const, trigger: 'weather' };
			const command = mattermostWebhook(chat.team, word, mattermost);
			const saved = await n8n.client.createWorkflow(chain('Command', command, 'text'));
			await n8n.client.activate(saved.id);
			const before = await chat.commands();
			const refused = await n8n.client.start(saved).then(
				() => '',
				(error: Error) => error.message,
			);
			check(
				refused !== '' && (await chat.commands()) === before,
				`Slash command: a test while production has the word is refused: ${refused.slice(0, 120)}`,
			);
			await n8n.client.deactivate(saved.id);
		}
	} finally {
		await n8n.stop();
		await database.stop();
		await chat.stop();
		await sandbox.stop();
		counter.stop();
	}
	if (problems.length > 0) throw new Error(`${problems.length} promises were not kept`);
}

main().catch((error: unknown) => {
	console.error((error as Error).message);
	process.exitCode = 1;
});
