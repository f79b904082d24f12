import type { IDataObject } from 'n8n-workflow';
import type { Failure } from '../errors/errorFactory';
import { networkCode } from './networkCode';
import type { HttpResponse, PostJson } from './types';

/** Credentials that sign in by themselves and keep a session. */

/** Why there is no session, before the request that needs one was sent. It holds nothing of the credential. */
export class NotSignedIn extends Error {
	/**
	 * @param failure the refusal of the account; signing in again changes nothing
	 * @param answer what the server answered instead
	 * @param network why no answer came
	 */
	constructor(
		readonly failure?: Failure,
		readonly answer?: HttpResponse,
		readonly network?: { code: string; error: Error },
	) {
		super(failure ? `${failure.message}. ${failure.advice ?? ''}` : 'Signing in was not answered');
	}
}

/** The code and the words of what a request helper threw, without the request, which holds the password. */
export function withoutRequest(error: Error & IDataObject): { code: string; error: Error } {
	const { address, hostname, port } = error;
	return {
		code: networkCode(error) ?? 'UNKNOWN',
		error: Object.assign(new Error(error.message), { address, hostname, port }),
	};
}

/** How a service keeps the session of a credential. */
export interface SessionKeeper {
	/** n8n's name of the credential's type. */
	type: string;
	/**
	 * Makes sure that there is a session for n8n to store and send: signs in if there is none, once for all
	 * who ask at the same time.
	 * @throws NotSignedIn
	 */
	begin(credentials: IDataObject, post: PostJson): Promise<void>;
	/** The token that requests with this credential carry now; undefined before `begin`. */
	token(credentials: IDataObject): string | undefined;
	/** Whether an answer says that the session has ended. */
	hasEnded(answer: HttpResponse): boolean;
	/**
	 * Gives up a session that has ended; `begin` follows.
	 * @param token which the request carried
	 * @param stored reads the credential again: another n8n process may have renewed its session
	 */
	giveUp(
		credentials: IDataObject,
		token: string | undefined,
		stored: () => Promise<IDataObject>,
	): Promise<void>;
}
