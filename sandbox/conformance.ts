import type { Contract, Operation, Schema } from './contract';
import { parseMultipart } from './multipart';
import type { Request } from './types';

/** How a service reads requests, where the contract does not say it. */
export interface Rules {
	/** Rhombus: a JSON object must be sent even if it is empty, and it declares all there is. */
	bodyAlways?: boolean;
	/** Operations that take raw bytes besides what the contract names. */
	rawAllowed?: (operation: Operation) => boolean;
}

/** What in a request contradicts one operation of a contract. */
export function contradictions(
	contract: Contract,
	operation: Operation,
	request: Request,
	rules: Rules,
): string[] {
	const faults: string[] = [];
	contract.checkQuery(operation, request.query, faults);
	checkBody(contract, operation, request, rules, faults);
	return faults;
}

function checkBody(
	contract: Contract,
	operation: Operation,
	request: Request,
	rules: Rules,
	faults: string[],
): void {
	const { raw, json } = request;
	const sent = request.headers['content-type'] ?? '';
	const content = operation.body?.content ?? {};
	const needed = rules.bodyAlways || operation.body?.required;
	if (!raw.length) {
		if (needed) faults.push('body is required');
	} else if (content['multipart/form-data'] && sent.startsWith('multipart/')) {
		checkParts(contract, content['multipart/form-data'], request, faults);
	} else if (content['application/octet-stream'] || rules.rawAllowed?.(operation)) {
		// Any bytes are fine.
	} else if (json === undefined) {
		faults.push(`body is not ${Object.keys(content)[0] ?? 'declared'}`);
	} else if (content['application/json']) {
		const schema = content['application/json'];
		if (rules.bodyAlways && isEmptyObject(contract, schema)) checkEmpty(json, faults);
		else contract.check(schema)(json, 'body', faults);
	} else if (operation.body) faults.push(`body must be ${Object.keys(content)[0]}`);
	else checkEmpty(json, faults);
}

function isEmptyObject(contract: Contract, schema: Schema): boolean {
	const flat = contract.flat(schema);
	return !flat.properties && !flat.additionalProperties && !flat.variants && flat.type !== 'array';
}

function checkEmpty(json: unknown, faults: string[]): void {
	if (typeof json !== 'object' || json === null || Object.keys(json).length) {
		faults.push('body declares no properties');
	}
}

function checkParts(contract: Contract, schema: Schema, request: Request, faults: string[]): void {
	const flat = contract.flat(schema);
	const parts = parseMultipart(request);
	for (const name of flat.required ?? []) {
		if (!parts.some((part) => part.name === name)) faults.push(`form.${name} is required`);
	}
	// Rhombus' forms are described by a Java type that says nothing about their parts.
	const described = flat.properties && !flat.properties.bodyParts;
	for (const { name } of parts) {
		if (described && !flat.properties![name]) faults.push(`form.${name} is not declared`);
	}
}
