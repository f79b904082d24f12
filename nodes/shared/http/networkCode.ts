import type { IDataObject } from 'n8n-workflow';

/** Network codes inside the words of an error. */
const CODE = /\b(E[A-Z]{4,}|ERR_[A-Z_]+|UNABLE_TO_[A-Z_]+|[A-Z_]*(?:CERT|SELF_SIGNED)[A-Z_]*)\b/;

/**
 * The network code of what n8n's request helper threw: on the error or its causes (n8n 2.41), or only
 * in the words that n8n 1.123 keeps in `messages`.
 */
export function networkCode(error: unknown): string | undefined {
	for (let at = error as IDataObject | undefined, depth = 0; at && depth < 5; depth++) {
		if (typeof at.code === 'string' && at.code !== '') return at.code;
		if (typeof at.errorCode === 'string') return at.errorCode;
		const words = [at.message, ...(Array.isArray(at.messages) ? at.messages : [])].join(' ');
		const code = CODE.exec(words)?.[1];
		if (code) return code;
		if (/socket hang up|aborted|closed unexpectedly/i.test(words)) return 'ECONNRESET';
		if (/timeout|timed out/i.test(words)) return 'ECONNABORTED';
		at = at.cause as IDataObject | undefined;
	}
	return undefined;
}
