import type { IDataObject } from 'n8n-workflow';
import type { Failure } from '../errors/errorFactory';
import { networkCode } from './networkCode';
import type { HttpResponse } from './types';

/** Why a credential that signs in by itself has no session. */

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
