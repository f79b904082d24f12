import type { IBinaryData, IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { Answer, Call } from './call';
import { binaryParam, fullParam, limitParam, returnAllParam, simplifyParam } from './names';
import type { Paging } from './paging';
import type { ApiRequest, Output } from './types';

/** The way back: from answers to items. */

const isObject = (value: unknown): value is IDataObject =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** Rows of one answer, before they become items. */
function rowsOf(output: Output, body: unknown): unknown[] {
	if (output.kind === 'postList') {
		const list = isObject(body) ? body : {};
		const posts = (list[output.under ?? 'posts'] ?? {}) as IDataObject;
		// `posts` also holds thread roots that are not part of the result.
		const ids = [...new Set((list.order ?? []) as string[])];
		const rows = ids.map((id) => posts[id]).filter(isObject);
		if (!output.whole || ids.length === Object.keys(posts).length) return rows;
		return Object.values(posts)
			.filter(isObject)
			.sort((a, b) => Number(a.create_at) - Number(b.create_at));
	}
	const inner =
		output.under && output.kind !== 'text' && output.kind !== 'values' && isObject(body)
			? body[output.under]
			: body;
	// A list that is null or missing has no rows; any other answer is one row.
	if (inner === undefined || inner === null) return output.under ? [] : [{}];
	const rows: unknown[] = Array.isArray(inner)
		? inner
		: output.kind === 'entries' && isObject(inner)
			? entriesOf(output, inner)
			: [inner];
	return output.under && isObject(body) && body.warningMsg ? rows.map(warned(body)) : rows;
}

const entriesOf = ({ by = 'key', as = 'value' }: Output, record: IDataObject): IDataObject[] =>
	Object.entries(record).map(([key, value]) => ({
		[by]: key,
		...(isObject(value) ? value : { [as]: value }),
	}));

/** Rhombus warns beside the rows that it gives, so each says it. */
const warned =
	({ warningMsg }: IDataObject) =>
	(row: unknown) =>
		isObject(row) ? { ...row, warningMsg } : row;

/** What an answer says beside that it went well. */
export const doneOf = (body: unknown): IDataObject => ({
	success: true,
	...(isObject(body)
		? Object.fromEntries(
				Object.entries(body).filter(
					([name, value]) => value !== null && !['error', 'errorMsg', 'authError'].includes(name),
				),
			)
		: {}),
});

/** n8n's items hold objects only. */
function asObject(output: Output, row: unknown): IDataObject {
	if (output.kind === 'values') return { [output.under ?? 'value']: row as string };
	return isObject(row) ? row : row === '' ? { success: true } : { value: row as string };
}

function keep(row: IDataObject, names: string[]): IDataObject {
	const kept: IDataObject = {};
	for (const name of names) if (row[name] !== undefined) kept[name] = row[name];
	return kept;
}

/** Gives every item that has none its place in the input. */
export const paired = (call: Call, items: INodeExecutionData[]): INodeExecutionData[] =>
	items.map((item) => (item.pairedItem ? item : { ...item, pairedItem: { item: call.itemIndex } }));

/** Name and type of a file from an answer's headers. */
export function fileFacts(answer: Answer): { name?: string; type?: string } {
	const header = (name: string) => {
		const value = answer.headers[name];
		return Array.isArray(value) ? value[0] : value;
	};
	const disposition = header('content-disposition') ?? '';
	const encoded = /filename\*=(?:UTF-8|utf-8)''([^;]+)/.exec(disposition)?.[1];
	const plain = /filename="?([^";]+)"?/.exec(disposition)?.[1];
	let name = plain;
	try {
		if (encoded) name = decodeURIComponent(encoded);
	} catch {
		// A badly encoded name: the plain one serves.
	}
	// A server's name is foreign: no path may come with it.
	return { name: name?.split(/[/\\]/).pop(), type: header('content-type')?.split(';')[0].trim() };
}

/** An item with a file in its binary data. */
export async function fileItem(
	call: Call,
	answer: Answer,
	property: string,
	fileName?: string,
): Promise<INodeExecutionData> {
	const { name, type } = fileFacts(answer);
	const data = Buffer.isBuffer(answer.body) ? answer.body : Buffer.from(String(answer.body ?? ''));
	const file: IBinaryData = await call.host.keepFile(data, name ?? fileName, type);
	return {
		json: { fileName: file.fileName, mimeType: file.mimeType, bytes: data.length },
		binary: { [property]: file },
	};
}

/** Items of one answer that is not paged. */
async function itemsOf(call: Call, output: Output, answer: Answer): Promise<INodeExecutionData[]> {
	const { resource } = call;
	const { body } = answer;
	if (isObject(body)) {
		const problem = output.failed?.(body);
		if (problem) throw call.fail({ message: problem, httpCode: String(answer.statusCode) });
	}
	switch (output.kind) {
		case 'deleted':
			return [{ json: { deleted: true } }];
		case 'done':
			return [{ json: doneOf(body) }];
		case 'text':
			return [
				{
					json: {
						[output.under ?? 'text']: typeof body === 'string' ? body : JSON.stringify(body),
					},
				},
			];
		case 'binary':
			return [
				await fileItem(
					call,
					answer,
					String(call.param(binaryParam(resource)) || 'data'),
					output.fileName,
				),
			];
		default:
			return output.full && call.param(fullParam(resource)) === true
				? [{ json: asObject({}, body) }]
				: rowsOf(output, body).map(itemMaker(call, output));
	}
}

/**
 * Makes the item of a row; what is the same for all rows is made once, for a list may have 100,000.
 * n8n shares the place in the input between items as well (`constructExecutionMetaData`).
 */
function itemMaker(call: Call, output: Output): (row: unknown) => INodeExecutionData {
	const names =
		output.simplify && call.param(simplifyParam(call.resource)) !== false
			? [...output.simplify, 'warningMsg']
			: undefined;
	const pairedItem = { item: call.itemIndex };
	return (row) => {
		const json = asObject(output, row);
		return { json: names ? keep(json, names) : json, pairedItem };
	};
}

/** How many rows the user wants. @throws NodeOperationError if Limit is no positive number */
function wantedRows(call: Call): number {
	if (call.param(returnAllParam(call.resource)) === true) return Infinity;
	const given = call.param(limitParam(call.resource)) ?? 50;
	const limit = Number(given);
	if (!Number.isInteger(limit) || limit < 1) {
		throw call.refuse(
			'Limit',
			`is ${String(given).slice(0, 40)}`,
			'Enter a whole number of at least 1, or turn on Return All',
		);
	}
	return limit;
}

/** Equal pages that together give just what is wanted, none above the server's most. */
function pageSize(wanted: number, most: number): number {
	if (wanted === Infinity) return most;
	return Math.ceil(wanted / Math.ceil(wanted / most));
}

/**
 * Reads a list page by page until the user has what is wanted.
 * @param paging if the operation's own does not fit what was chosen
 * @throws NodeApiError, NodeOperationError
 */
export async function readPages(
	call: Call,
	request: ApiRequest,
	output: Output,
	paging: Paging = call.operation.paging!,
): Promise<INodeExecutionData[]> {
	const wanted = wantedRows(call);
	const full = output.full && call.param(fullParam(call.resource)) === true;
	const size = pageSize(wanted, paging.most ?? Infinity);
	const make = itemMaker(call, full ? {} : output);
	const items: INodeExecutionData[] = [];
	let count = 0;
	let next: ApiRequest | undefined = paging.first(request, size);
	while (next && count < wanted) {
		const { body }: Answer = await call.send(next);
		const rows = rowsOf(output, body);
		if (full) items.push(make(body));
		else for (const row of rows.slice(0, wanted - count)) items.push(make(row));
		count += rows.length;
		next = paging.next(next, body, rows, size);
	}
	return items;
}

/**
 * Sends an operation's request, page by page if it has pages, and shapes the answers to items.
 * @throws NodeApiError, NodeOperationError
 */
export async function deliver(call: Call, request: ApiRequest): Promise<INodeExecutionData[]> {
	const { operation } = call;
	const output = operation.output ?? {};
	if (operation.paging) return await readPages(call, request, output);
	const answer = await call.send(request);
	const problem = isObject(answer.body) ? request.failed?.(answer.body) : undefined;
	if (problem) throw call.fail({ message: problem, httpCode: String(answer.statusCode) });
	const items = await itemsOf(call, output, answer);
	const following = request.following ?? [];
	for (const [index, next] of following.entries()) {
		const sent = call.send(next(answer.body as IDataObject));
		items.push(...(await itemsOf(call, output, await sent.catch(partly(index, following)))));
	}
	return paired(call, items);
}

/** Says of a failure between several requests how much was done before it. */
const partly =
	(index: number, following: unknown[]) =>
	(error: Error & { description?: string | null }): never => {
		error.description = `${error.description ?? ''} Parts 1 to ${index + 1} of ${following.length + 1} were sent before`;
		throw error;
	};

/** Runs an operation of several steps and shapes what it returns. */
export async function deliverSteps(call: Call): Promise<INodeExecutionData[]> {
	const made = await call.operation.run!(call);
	const list = Array.isArray(made) ? made : [made];
	const make = itemMaker(call, call.operation.output ?? {});
	return paired(
		call,
		list.map((entry) => (isItem(entry) ? entry : make(entry))),
	);
}

const isItem = (value: unknown): value is INodeExecutionData =>
	isObject(value) &&
	isObject(value.json) &&
	Object.keys(value).every((key) => ['json', 'binary', 'pairedItem'].includes(key));
