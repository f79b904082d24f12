import type { IDataObject, INode, INodeExecutionData } from 'n8n-workflow';
import type { Tries } from '../execution/tries';
import type { Transport } from './types';

/** What a client needs of n8n, whichever kind of context n8n calls the node in. */
export interface ClientHost extends Transport {
	node: INode;
	/** IANA name of the workflow's time zone. */
	timezone: string;
	param(name: string): unknown;
	credentials(type: string): Promise<IDataObject>;
	/** Shows the user a hint in addition to the items; only in workflows. */
	hint?(message: string): void;
	/** Called with how long a request has waited so far, in ms, because of the server's rate limit. */
	limited?(pausedMs: number): void;
	signal?: AbortSignal;
	/** Whether a person or a trigger waits for the requests: they never wait behind a batch. */
	isUrgent?: boolean;
	/** What the nodes of the workflow share, whether it has a node of a name, and what started it. */
	workflow?: {
		memory(): IDataObject;
		has(name: string): boolean;
		/** Items of the triggers of these types that started the execution. */
		startedWith(types: string[]): INodeExecutionData[];
	};
	/** What the tries of this run share; only in workflows. */
	tries?: Tries;
}
