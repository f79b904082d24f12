import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import type { Client } from '../http/client';
import type { Service } from '../http/types';
import { runExclusive } from '../util/runExclusive';
import { triggerClient } from './context';
import { forget, keep, keptOf, urlOf } from './registrationMemory';

/** How a webhook trigger registers itself at the other service, and how it is removed. */

/**
 * One kind of registration.
 * @typeParam Wish what the node's settings ask for
 * @typeParam Known what the node kept of an earlier registration
 */
export interface Registration<Wish, Known> {
	/** The same text for all registrations that write the same thing: those run one after another. */
	thing(client: Client, wish: Wish): Promise<string>;
	/**
	 * The registration if it is there and up to date; undefined if it must be created or changed. Where
	 * the account has no permission to read, the kept one is trusted.
	 * @throws NodeApiError
	 */
	find(client: Client, wish: Wish, known: Known): Promise<object | undefined>;
	/**
	 * Registers n8n's current address, replacing an earlier registration of the node.
	 * @returns what the node keeps
	 * @throws NodeApiError, NodeOperationError
	 */
	create(client: Client, wish: Wish, known: Known): Promise<object>;
	/** Removes what was registered for the node, now or before, and nothing else. @throws NodeApiError */
	remove(client: Client, wish: Wish, known: Known): Promise<void>;
}

/** The parts that differ between triggers. */
export interface Registering<Wish, Known> {
	service: Service;
	/** What starts the workflow, as the user chose it. */
	sourceOf(context: IHookFunctions): string;
	/** By source; a source that a person sets up has none. */
	registrations: Partial<Record<string, Registration<Wish, Known>>>;
	/** @throws NodeOperationError where the service can never reach n8n; NodeApiError */
	checkReach(context: IHookFunctions, client: Client): Promise<void>;
	/** Prepares a source that is not registered. @throws NodeOperationError */
	prepare(context: IHookFunctions, client: Client): Promise<void> | void;
	/** @throws NodeOperationError that names the field; NodeApiError */
	readWish(context: IHookFunctions, client: Client): Promise<Wish>;
	/** What to remove, from what was kept: the settings may have changed since. */
	wishToRemove(url: string, known: Known): Wish;
	/** @param memory empty where nothing was kept of this source */
	knownIn(memory: IDataObject): Known;
}

/** The steps of a node's only webhook as functions of n8n's context. */
export interface Lifecycle {
	checkExists(context: IHookFunctions): Promise<boolean>;
	create(context: IHookFunctions): Promise<boolean>;
	remove(context: IHookFunctions): Promise<boolean>;
}

export function lifecycleOf<Wish, Known>(trigger: Registering<Wish, Known>): Lifecycle {
	type Step = (
		registration: Registration<Wish, Known>,
		...parts: [client: Client, wish: Wish, known: Known]
	) => Promise<object | undefined>;

	/** Keeps what a step gives. @returns whether the node is registered then */
	const registering = async (context: IHookFunctions, step: Step): Promise<boolean> => {
		const client = triggerClient(context, trigger.service, 'Register');
		await trigger.checkReach(context, client);
		const source = trigger.sourceOf(context);
		const registration = trigger.registrations[source];
		if (!registration) {
			await trigger.prepare(context, client);
			return true;
		}
		const wish = await trigger.readWish(context, client);
		return await runExclusive(await registration.thing(client, wish), async () => {
			const kept = keptOf(context);
			// What another source left was removed before; its ID means nothing here.
			const known = trigger.knownIn(kept.source === source ? kept : {});
			const registered = await step(registration, client, wish, known);
			if (registered) keep(context, { ...registered, source });
			return registered !== undefined;
		});
	};

	return {
		/** @throws NodeApiError, NodeOperationError */
		checkExists: async (context) =>
			await registering(
				context,
				async (registration, ...parts) => await registration.find(...parts),
			),
		/** @throws NodeApiError, NodeOperationError */
		create: async (context) =>
			await registering(
				context,
				async (registration, ...parts) => await registration.create(...parts),
			),
		/** @throws NodeApiError */
		async remove(context) {
			const kept = keptOf(context);
			const registration = trigger.registrations[String(kept.source)];
			if (registration) {
				const client = triggerClient(context, trigger.service, 'Remove');
				const known = trigger.knownIn(kept);
				const wish = trigger.wishToRemove(urlOf(context), known);
				await runExclusive(
					await registration.thing(client, wish),
					async () => await registration.remove(client, wish, known),
				);
			}
			forget(context);
			return true;
		},
	};
}

/** A lifecycle as n8n calls that of a node's only webhook. */
export const webhookMethodsOf = ({ checkExists, create, remove }: Lifecycle) => ({
	default: {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			return await checkExists(this);
		},
		async create(this: IHookFunctions): Promise<boolean> {
			return await create(this);
		},
		async delete(this: IHookFunctions): Promise<boolean> {
			return await remove(this);
		},
	},
});
