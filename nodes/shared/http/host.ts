import type { IDataObject, INode } from 'n8n-workflow';
import type { Tries } from '../execution/tries';
import type { Transport } from './types';

/** What a client needs of n8n, whichever kind of context n8n calls the node in. */
export interface ClientHost extends Transport {
	node: INode;
	/** IANA name of the workflow's time zone. */
	timezone: string;
	param(name: string): unknown;
	credentials(type: string): Promise<IDataObject>;
	/** Tells the user something beside the items; only in workflows. */
	hint?(message: string): void;
	signal?: AbortSignal;
	/** What the nodes of the workflow share, and whether it has a node of a name. */
	workflow?: { memory(): IDataObject; has(name: string): boolean };
	/** What the tries of this run share; only in workflows. */
	tries?: Tries;
}
