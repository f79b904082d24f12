import type { IDataObject } from 'n8n-workflow';
import { receive } from '../../nodes/MattermostWebhookTrigger/receive';
import { receive as receiveRhombus } from '../../nodes/RhombusTrigger/receive';
import { sign, SIGNATURE_HEADERS } from '../../nodes/RhombusTrigger/signature';
import {
	addressForm,
	buttonToken,
	formTicket,
	formUrl,
	leaveAddress,
	newForm,
	type TriggerAddress,
} from '../../nodes/services/mattermost/triggerAddress';
import { TOKENS } from '../../sandbox';
import { triggerIdOf } from '../../sandbox/mattermost/signing';
import { prng } from '../../sandbox/prng';
import { approvalsOn, queryOf, type Asked } from '../support/approvals';
import { webhookContext, type Given, type Incoming } from '../support/contexts';
import { fetchFrom, useSandbox } from '../support/sandbox';
import { roundsOf } from '../support/seeds';

/**
 * An attack on every kind of webhook: more than 10,000 deliveries (a fifth in `npm test`) that are forged, replayed, reordered or
 * sent at the same time, between right ones. None starts or resumes a workflow that it should not, and no
 * right one is lost. Seeded: ATTACK_SEED repeats a run.
 */

const SEED = Number(process.env.ATTACK_SEED ?? 20261127);
/** Of each kind of webhook. */
const ROUNDS = roundsOf({ few: 6, all: 30 });
const random = prng(SEED);
const below = (limit: number) => Math.floor(random() * limit);
const oneOf = <T>(values: T[]): T => values[below(values.length)]!;
const shuffled = <T>(values: T[]): T[] => {
	const rest = [...values];
	return values.map(() => rest.splice(below(rest.length), 1)[0]!);
};

const sandbox = useSandbox();

const on = approvalsOn(() => sandbox, true);

/** Deliveries by kind and by what was done to them. */
const sent: Record<string, Record<string, number>> = {};
const count = (kind: string, what: string) => {
	sent[kind] ??= {};
	sent[kind][what] = (sent[kind][what] ?? 0) + 1;
};

/** Values that a forger puts in the place of any other. */
const junk = (): unknown =>
	oneOf<unknown>([
		undefined,
		null,
		'',
		' ',
		0,
		true,
		[],
		{},
		'undefined',
		'*',
		'x'.repeat(1 + below(60)),
		['right'],
		{ toString: 'right' },
		'__proto__',
	]);

/** What is no text. */
const noText = (): unknown => oneOf<unknown>([undefined, null, '', ' ', 0, true, [], {}, ['x']]);

/** A text with one character changed, added or missing, or in another case. */
function spoilt(text: string): string {
	const at = below(text.length);
	const ways = [
		() => text.slice(0, at) + (text[at] === 'a' ? 'b' : 'a') + text.slice(at + 1),
		() => text.slice(0, -1),
		() => `${text}x`,
		() => ` ${text}`,
		() => (text.toUpperCase() === text ? text.toLowerCase() : text.toUpperCase()),
		() => [...text].reverse().join('') + '.',
	];
	for (;;) {
		const other = oneOf(ways)();
		if (other !== text) return other;
	}
}

interface Kind {
	name: string;
	given(): Given;
	/** A right delivery that was not sent yet. */
	right(): Incoming;
	/** The same without its proof, or with another's. */
	forge(incoming: Incoming): Incoming;
	/** Whether a second sending may start the workflow too. */
	repeats?: boolean;
}

const NODE = { id: 'node-under-test', name: 'Start' };
const shared: IDataObject = {};
leaveAddress(shared, NODE, 'http://127.0.0.1:5678/webhook/x/mattermost');
const address = (shared.mattermostWebhookTriggers as Record<string, TriggerAddress>)[NODE.id]!;
/** Another trigger, whose addresses are right for itself alone. */
const foreign = { ...address, key: 'key of another trigger' };
const TOKEN = 'ikksymfzd7n5inos9ab19o4iyo';
const SECRET = 'a secret that others are told';

let serial = 0;
const unique = (what: string) => `${what} ${serial++}`;

const mattermostGiven = (parameters: IDataObject): Given => ({
	parameters: { authentication: 'accessToken', respond: 'onReceived', ...parameters },
	memory: { token: TOKEN },
	shared,
	credentials: on.credentials().mattermostTokenApi,
	authenticate: (headers) => {
		headers.Authorization = `Bearer ${TOKENS.mattermostAdmin}`;
	},
	fetch: fetchFrom(sandbox),
});

const place = () => ({ user_id: on.user('bob'), user_name: 'bob', channel_id: 'c', team_id: 't' });

const withBody = (incoming: Incoming, more: IDataObject): Incoming => ({
	...incoming,
	body: { ...(incoming.body as IDataObject), ...more },
});

/** Spoils the one property of the body that proves it. */
const wrongToken = (incoming: Incoming): Incoming =>
	withBody(incoming, {
		token: oneOf([junk(), spoilt(TOKEN), SECRET, buttonToken(address.key, {})]),
	} as IDataObject);

const button = (more: IDataObject): Incoming => ({
	body: {
		...place(),
		post_id: 'p',
		trigger_id: triggerIdOf(unique('press'), on.user('bob')),
		type: 'button',
		context: { token: oneOf([buttonToken(address.key, more), SECRET]), ...more },
	},
});

/** A trigger ID of a new press, with the signature of another. */
function forgedTriggerId(triggerId: string): string {
	const [, user, at, signature] = Buffer.from(triggerId, 'base64').toString().split(':');
	return Buffer.from(`${unique('press')}:${user}:${at}:${signature}`).toString('base64');
}

const forgedButton = (incoming: Incoming): Incoming => {
	const { context } = incoming.body as { context: IDataObject };
	const token = String(context.token);
	const wrong = oneOf<unknown>([
		junk(),
		spoilt(token),
		TOKEN,
		address.key,
		buttonToken(foreign.key, {}),
		buttonToken(address.key, { other: 'context' }),
		queryOf(formUrl(address, newForm(on.user('bob')))).form,
	]);
	// Who knows the token cannot say that somebody else pressed, nor when.
	const { user_id, trigger_id } = incoming.body as { user_id: string; trigger_id: string };
	const stolen = oneOf<() => IDataObject>([
		() => ({ user_id: on.user('carol') }),
		() => ({ trigger_id: triggerIdOf(unique('press'), on.user('carol')) }),
		() => ({ trigger_id: triggerIdOf(unique('press'), user_id, Date.now() - 3_600_000) }),
		() => ({ trigger_id: triggerIdOf(unique('press'), user_id, Date.now() + 3_600_000) }),
		() => ({ trigger_id: forgedTriggerId(trigger_id) }),
		() => ({ trigger_id: junk() as string }),
	]);
	if (below(2) === 0) return withBody(incoming, stolen());
	return {
		...withBody(incoming, { context: { ...context, token: wrong } as IDataObject, token }),
		query: oneOf<IDataObject>([{}, { token }, { form: token }]),
		headers: oneOf<Record<string, string>>([{}, { authorization: `Token ${token}` }]),
	};
};

const formOf = (who: string, owner = address, until?: number) => {
	const form = { ...newForm(on.user(who)), ...(until ? { until } : {}) };
	const dialog = addressForm(formTicket(owner!, form), { state: '{"order":7}', elements: [] });
	return { query: queryOf(formUrl(owner!, form)), state: String(dialog.state) };
};

const submissionOf = (type: string): Incoming => {
	const { query, state } = formOf('bob');
	return {
		query,
		body: { type, ...place(), state, submission: { note: unique('note') }, cancelled: false },
	};
};

const forgedForm = (incoming: Incoming): Incoming => {
	const body = incoming.body as IDataObject;
	const form = String(incoming.query!.form);
	return oneOf<() => Incoming>([
		() => ({ ...incoming, query: {} }),
		() => ({ ...incoming, query: { token: buttonToken(address.key, {}) } }),
		() => ({ ...incoming, query: { form: spoilt(form) } }),
		() => ({ ...incoming, query: { form: junk() } as IDataObject }),
		() => ({ ...incoming, query: { form: body.state } }),
		// Right for somebody else, for another trigger, for another time.
		() => ({ ...incoming, query: formOf('carol').query }),
		() => ({ ...incoming, query: formOf('bob').query }),
		() => ({ ...incoming, ...formOf('bob', foreign!) }),
		() => {
			const { query, state } = formOf('bob', address, Date.now() - 1);
			return { ...withBody(incoming, { state }), query };
		},
		() => withBody(incoming, { user_id: on.user('carol') }),
		() => withBody(incoming, { state: spoilt(String(body.state)) }),
		() => withBody(incoming, { state: '{"order":8}' }),
		() => withBody(incoming, { state: formOf('bob').state }),
		() => withBody(incoming, { state: junk() } as IDataObject),
		// What a button sends, at the address of a form.
		() => ({ ...(button({ token: form }) as { body: IDataObject }), query: incoming.query }),
	])();
};

const RHOMBUS_SECRET = 'c2VjcmV0';
const RHOMBUS_TOKEN = 'token of this registration';
const RULE_UUID = 'BBBBBBBBBBBBBBBBBBBBBB';
const TOKEN_HEADER = 'x-n8n-token';

type Algorithm = 'sha1' | 'sha256';
const signature = (algorithm: Algorithm, secret: string, raw: Buffer) => ({
	[SIGNATURE_HEADERS[algorithm]]: sign(algorithm, secret, raw),
});

/** An alert or a diagnostic in any of the shapes that Rhombus writes. */
const alertBody = (): IDataObject => ({
	version: oneOf<string | number>(['2', 2]),
	...oneOf<IDataObject>([
		{ alertUuid: unique('alert'), activityTrigger: 'MOTION_HUMAN' },
		{ alertUuid: unique('alert'), activityTrigger: 'MOTION_HUMAN,VAPE', diagnosticTrigger: null },
		{ diagnosticUuid: unique('diagnostic'), diagnosticTrigger: 'DEVICE_OFFLINE' },
	]),
});
const ruleBody = (): IDataObject => ({
	uuid: unique('run'),
	ruleUuid: RULE_UUID,
	orgUuid: 'CCCCCCCCCCCCCCCCCCCCCC',
	triggeredTimestampMs: oneOf<string | number>([1712345678000, '1712345678000']),
});
const bytesOf = (body: IDataObject) => Buffer.from(JSON.stringify(body));

const signedBy =
	(algorithm: Algorithm, body: () => IDataObject, headers: Record<string, string> = {}) =>
	(): Incoming => {
		const raw = bytesOf(body());
		return { raw, headers: { ...signature(algorithm, RHOMBUS_SECRET, raw), ...headers } };
	};

/** Without the right signature: none, spoilt, of another body, secret, algorithm or organization. */
const forgedSignature =
	(algorithm: Algorithm) =>
	({ raw, headers = {} }: Incoming): Incoming => {
		const name = SIGNATURE_HEADERS[algorithm];
		const { [name]: right, ...others } = headers;
		const other = algorithm === 'sha1' ? 'sha256' : 'sha1';
		const withSignature = (given: unknown): Incoming => ({
			raw,
			headers: { ...others, [name]: given } as Record<string, string>,
		});
		return oneOf<() => Incoming>([
			() => ({ raw, headers: others }),
			() => withSignature(`${right!.slice(1)}${right!.startsWith('0') ? '1' : '0'}`),
			() => withSignature(junk()),
			() => withSignature(`sha1=${right}`),
			() => ({ raw: Buffer.concat([raw!, Buffer.from(' ')]), headers }),
			() => ({ raw: bytesOf({ ...alertBody(), orgUuid: 'of another organization' }), headers }),
			() => withSignature(sign(algorithm, '', raw!)),
			() => withSignature(sign(algorithm, 'secret of another organization', raw!)),
			() => withSignature(sign(other, RHOMBUS_SECRET, raw!)),
			() => ({ raw, headers: { ...others, ...signature(other, RHOMBUS_SECRET, raw!) } }),
			() => ({ raw, headers: { ...others, 'x-rhombus-signature': right! } }),
		])();
	};

/** Without the right token in a header or a query. */
const wrongTokens = (): unknown => oneOf([junk(), spoilt(RHOMBUS_TOKEN), RHOMBUS_SECRET]);
const forgedRule = (incoming: Incoming): Incoming =>
	oneOf<() => Incoming>([
		() => forgedSignature('sha256')(incoming),
		() => ({
			raw: incoming.raw,
			headers: { ...incoming.headers, [TOKEN_HEADER]: wrongTokens() } as Record<string, string>,
		}),
		() => {
			const { [TOKEN_HEADER]: token, ...headers } = incoming.headers!;
			return { raw: incoming.raw, headers, query: { token } };
		},
	])();
const forgedSubscription = ({ raw, query }: Incoming): Incoming =>
	oneOf<() => Incoming>([
		() => ({ raw }),
		() => ({ raw, query: { token: wrongTokens() } as IDataObject }),
		() => ({ raw, headers: { [TOKEN_HEADER]: String(query!.token) } }),
		() => ({ raw, query: { Token: query!.token } }),
	])();

const kinds: Kind[] = [
	{
		name: 'slash command',
		given: () => mattermostGiven({ source: 'command' }),
		right: () => ({
			body: { ...place(), token: TOKEN, command: '/x', trigger_id: unique('command') },
		}),
		forge: wrongToken,
	},
	{
		name: 'outgoing webhook',
		given: () => mattermostGiven({ source: 'outgoing', includeOwnAndBots: true }),
		right: () => ({ body: { ...place(), token: TOKEN, post_id: unique('post'), text: 'x' } }),
		forge: wrongToken,
	},
	{
		name: 'button',
		given: () => mattermostGiven({ source: 'action', secret: SECRET }),
		right: () => button({}),
		forge: forgedButton,
	},
	{
		name: 'menu',
		given: () => mattermostGiven({ source: 'action', secret: SECRET }),
		right: () => button({ selected_option: 'x' }),
		forge: forgedButton,
	},
	{
		name: 'form, answered at once',
		given: () => mattermostGiven({ source: 'action', secret: SECRET }),
		right: () => submissionOf('dialog_submission'),
		forge: forgedForm,
	},
	{
		name: 'form, answered by the workflow',
		given: () => mattermostGiven({ source: 'action', respond: 'responseNode' }),
		right: () => submissionOf('dialog_submission'),
		forge: forgedForm,
	},
	{
		name: 'live menu',
		given: () => mattermostGiven({ source: 'action', respond: 'responseNode' }),
		right: () => submissionOf('dialog_lookup'),
		forge: forgedForm,
		repeats: true,
	},
	{
		name: 'refresh',
		given: () => mattermostGiven({ source: 'action', respond: 'responseNode' }),
		right: () => submissionOf('refresh'),
		forge: forgedForm,
		repeats: true,
	},
	{
		name: 'Rhombus alert',
		given: () => ({
			parameters: { source: 'alerts' },
			memory: { signingSecret: RHOMBUS_SECRET },
		}),
		right: signedBy('sha1', alertBody),
		forge: forgedSignature('sha1'),
	},
	{
		name: 'Rhombus rule',
		given: () => ({
			parameters: { source: 'rule' },
			memory: { signingSecret: RHOMBUS_SECRET, token: RHOMBUS_TOKEN, id: RULE_UUID },
		}),
		right: signedBy('sha256', ruleBody, { [TOKEN_HEADER]: RHOMBUS_TOKEN }),
		forge: forgedRule,
	},
	{
		name: 'Rhombus subscription',
		given: () => ({ parameters: { source: 'button' }, memory: { token: RHOMBUS_TOKEN } }),
		right: () => ({ raw: bytesOf(alertBody()), query: { token: RHOMBUS_TOKEN } }),
		forge: forgedSubscription,
	},
];

const starts = async (kind: Kind, incoming: Incoming): Promise<boolean> => {
	const { context } = webhookContext(kind.given(), incoming);
	const result = await (kind.name.startsWith('Rhombus') ? receiveRhombus : receive)(context);
	return result.workflowData !== undefined;
};

test.each(kinds.map((kind) => [kind.name, kind] as const))(
	'%s: only right deliveries start the workflow, and each does',
	async (name, kind) => {
		for (let round = 0; round < ROUNDS; round++) {
			const rights = Array.from({ length: 5 }, () => kind.right());
			const forged = Array.from({ length: 20 }, () => kind.forge(oneOf(rights)));
			// Forgeries come before, between and after what they are made from.
			const mixed = shuffled([
				...rights.map((incoming) => ({ incoming, isRight: true })),
				...forged.map((incoming) => ({ incoming, isRight: false })),
			]);
			for (const { incoming, isRight } of mixed) {
				count(name, isRight ? 'right' : 'forged');
				expect([SEED, round, incoming, await starts(kind, incoming)]).toEqual([
					SEED,
					round,
					incoming,
					isRight,
				]);
			}
			for (const incoming of shuffled(rights)) {
				count(name, 'replayed');
				expect(await starts(kind, incoming)).toBe(kind.repeats === true);
			}
			const raced = kind.right();
			const started = await Promise.all(
				Array.from({ length: 5 }, async () => {
					count(name, 'at the same time');
					return await starts(kind, raced);
				}),
			);
			expect(started.filter(Boolean)).toHaveLength(kind.repeats ? 5 : 1);
		}
	},
	120_000,
);

describe('Send and Wait', () => {
	type Style = 'approval' | 'menu' | 'text';
	/** What a person may answer with. */
	const answer = async (asked: Asked, style: Style, who: string) => {
		if (style === 'text') {
			const query = await on.openForm(asked, who);
			return { query, body: on.submission(who, 'text') };
		}
		const context = style === 'menu' ? { selected_option: 'A' } : {};
		return { query: queryOf(oneOf(asked.urls)), body: on.press(asked, who, { context }) };
	};

	test.each<[string, Style]>([
		['buttons', 'approval'],
		['a menu', 'menu'],
		['a form', 'text'],
	])(
		'%s: only right answers resume, each question once',
		async (what, style) => {
			const kind = `Send and Wait, ${what}`;
			const options: IDataObject = { postAnswerType: style, postChoices: 'A, B' };
			/** Addresses and bodies of questions of the same execution that are over. */
			const over: Array<{ query: IDataObject; body: IDataObject }> = [];
			for (let round = 0; round < 12; round++) {
				const asked = await on.ask({ ...options, ...on.allowed('bob') });
				const right = await answer(asked, style, 'bob');
				const wrong = (): { query: IDataObject; body: IDataObject } => {
					const { query, body } = right;
					const context = body.context as IDataObject | undefined;
					return oneOf([
						// The right address, as a log shows it, with any body.
						() => ({ query, body: { ...body, user_id: on.user('carol') } }),
						() => ({ query, body: { ...body, user_id: on.user('admin'), user_name: 'bob' } }),
						// Who has found out the key, as members of a channel can.
						() =>
							style === 'text'
								? { query, body: { ...body, state: junk() } as IDataObject }
								: { query, body: { ...body, trigger_id: junk() } as IDataObject },
						() => ({
							query: { ...query, user: on.user('carol') },
							body: { ...body, user_id: on.user('carol') },
						}),
						() => ({ query, body: { ...body, user_id: junk() } as IDataObject }),
						() =>
							style === 'text'
								? { query, body: { ...body, submission: { answer: noText() } } as IDataObject }
								: { query, body: { ...body, context: { ...context, key: junk() } } as IDataObject },
						() =>
							style === 'text'
								? { query, body: { ...body, type: 'dialog_lookup' } }
								: { query, body: { ...body, context: { key: spoilt(String(context!.key)) } } },
						() => ({ query: queryOf(asked.urls[0]!), body: on.submission('bob', 'text') }),
						() => ({ query: {}, body }),
						() => ({ query: { ...query, question: junk() } as IDataObject, body }),
						() => (over.length > 0 ? oneOf(over) : { query: {}, body }),
						() =>
							style === 'text'
								? { query, body: { ...body, cancelled: true } }
								: { query, body: { ...body, post_id: 'p'.repeat(26) } },
					])();
				};
				const send = async ({ query, body }: { query: IDataObject; body: IDataObject }) =>
					await on.deliver(asked.kept, query, { body });
				for (let turn = 0; turn < 80; turn++) {
					const forged = wrong();
					count(kind, over.includes(forged as never) ? 'replayed' : 'forged');
					const { resumes } = await send(forged);
					expect([SEED, round, turn, forged, resumes]).toEqual([SEED, round, turn, forged, false]);
				}
				const raced = await Promise.all(
					Array.from({ length: 4 }, async () => {
						count(kind, 'at the same time');
						return await send(right);
					}),
				);
				expect(raced.filter(({ resumes }) => resumes)).toHaveLength(1);
				over.push(right);
			}
		},
		240_000,
	);
});

test('it was an attack', () => {
	const total = Object.values(sent)
		.flatMap((kind) => Object.values(kind))
		.reduce((sum, one) => sum + one, 0);
	expect(total).toBeGreaterThan(ROUNDS * 330);
	for (const kind of Object.values(sent)) expect(kind.forged).toBeGreaterThan(ROUNDS * 16);
	console.log(`${total} deliveries, seed ${SEED}\n${JSON.stringify(sent, null, 2)}`);
});
