import type { INodeExecutionData } from 'n8n-workflow';
import type { Known } from '../samples/fields';

/** One operation to run on a real server. Earlier steps make the things that later ones name. */
export interface Step {
	/** `resource/operation`. */
	operation: string;
	/** Values of its fields by API name, or by `param` where a resource has two of that name. */
	values?: Known | ((known: Known) => Known);
	/** What later steps know: their name → property of the first item. */
	keeps?: Record<string, string>;
	/** Says what is wrong with the answer; undefined if nothing is. */
	wrong?: (items: INodeExecutionData[], known: Known) => string | undefined;
	/** A refusal that is right on a server without mail, licence, MFA, … and why. */
	refusal?: { says: RegExp; because: string };
	/** Changes the whole server: only where MATTERMOST_THROWAWAY is set. */
	throwaway?: true;
	/** The input's file; default: the sample picture. */
	file?: 'plugin';
}

/** How an operation went. */
export type Outcome =
	| 'passed'
	| 'refused as it should'
	| 'needs a licence or a setting'
	| 'not on this version'
	| 'not run'
	| 'FAILED';

export interface Row {
	operation: string;
	outcome: Outcome;
	detail: string;
}
