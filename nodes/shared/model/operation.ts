import type { IDataObject, INodeExecutionData } from 'n8n-workflow';
import type { ItemHost } from '../execution/itemHost';
import type { Client } from '../http/client';
import type { ApiRequest } from '../http/types';
import type { Pagination } from './pagination';

/**
 * The data a resource file consists of. Everything else in `shared/` reads it: `describe` makes n8n's
 * parameters from it, `build` the request, `toItems` the items.
 */

/** What a field holds, and so how it looks in n8n and how its value is checked and encoded. */
export type FieldKind =
	| 'string'
	| 'color'
	| 'number'
	| 'boolean'
	| 'choice'
	| 'choices'
	| 'time'
	| 'json'
	| 'strings'
	| 'pick'
	| 'group'
	| 'list'
	| 'map'
	| 'mapper'
	| 'notice';

/** The unit an API wants a point in time in: epoch ms, epoch s, ISO 8601, or a plain date. */
export type TimeUnit = 'ms' | 's' | 'iso' | 'date';

/** One parameter of an operation. Made by the functions in `fields.ts`, seldom by hand. */
export interface Field {
	/** Name in the API; dots reach into the body (`props.priority`). Also the base of the n8n name. */
	name: string;
	kind: FieldKind;
	label: string;
	description: string;
	/** Where it is sent. Default: the path if the path names it, else query (GET, DELETE, HEAD) or body. */
	in?: 'path' | 'query' | 'body' | 'none';
	/** n8n name within the resource, when two fields of one resource share an API name. */
	param?: string;
	/** Whether all resources of the node that have it have it as one parameter, without their name. */
	shared?: true;
	required?: boolean;
	default?: unknown;
	placeholder?: string;
	hint?: string;
	secret?: boolean;
	/** Whether the server writes it itself: known where JSON is checked, not offered in the form. */
	readOnly?: true;
	/** Lines of the text box. */
	rows?: number;
	/** `choice`, `choices`: value → label, in any order. */
	values?: Record<string, string>;
	/** `choice`: whether newer servers may know values that are not listed. */
	open?: boolean;
	unit?: TimeUnit;
	/** `time`: the field with the beginning of the range that ends here. */
	ends?: string;
	/** `json`: what the text must hold. */
	holds?: 'object' | 'array' | 'any';
	/** `strings`: how a list is sent. Default: an array in a body, comma-separated in a query. */
	join?: ',' | ' ' | 'array';
	/** `group`, `list`, `map`: what an entry consists of. A `map` of scalars has one field named ''. */
	fields?: Field[];
	/** `map`: label of an entry's key. */
	keyLabel?: string;
	/** `map`: what its keys name; they are picked from a list. */
	keyPicker?: Picker;
	/** `strings` that name things of a list: chosen from it as a whole, or each in a row of its own. */
	several?: 'options' | 'rows';
	/** `pick`, `string`, `strings`: what its IDs name. Names and links are resolved to IDs. */
	picker?: Picker;
	/** Most characters (code points) that the server takes; a function where it depends on the server. */
	longest?: number | ((client: Client, length: number) => Promise<number>);
	/** Whether `longest` counts bytes of UTF-8 instead. */
	inBytes?: boolean;
	/**
	 * Last say over the encoded value: makes it what the server takes.
	 * @throws what `client.refuse` makes
	 */
	refine?: (client: Client, path: string, value: unknown) => unknown;
	min?: number;
	max?: number;
	/** Whether an emptied text is sent as '' (to clear a value) instead of being left out. */
	clears?: boolean;
	/**
	 * Whether it narrows what the operation works on, so that it is refused when it was given and is
	 * empty. Default: see `restricts` in `restriction.ts`.
	 */
	restricts?: boolean;
	/**
	 * What a visible field that need not be filled in means where it was left alone; an expression that
	 * gives nothing is no such case.
	 * @param values of the fields above it, by their names
	 * @throws NodeOperationError where that is unclear; NodeApiError
	 */
	whenEmpty?: (context: OperationContext, values: IDataObject) => Promise<string> | string;
	/** Scalars become strings (`map[string]string` decoders of Mattermost). */
	asString?: boolean;
	/** Further typeOptions for n8n, e.g. of a resource mapper. */
	typeOptions?: IDataObject;
	/** `list`: last say over its encoded entries. */
	complete?: (client: Client, entries: unknown) => unknown;
	/** `group` in a list: it only keeps them together, and its values stand next to it in the request. */
	inline?: boolean;
	/** Shown only if another field of the operation, or of the same entry, has one of these values. */
	showIf?: Record<string, Array<string | boolean>>;
}

/** How a thing is picked: n8n's resource locator. */
export interface Picker {
	/** The kind of object, e.g. 'Channel'. */
	noun: string;
	/** Name of the node's listSearch method. Without it there is no list. */
	search?: string;
	/** Whether the list is always read as a whole, so that several can be chosen at once; `loadOptions` has it too. */
	whole?: true;
	/** An example of an ID, shown as placeholder. */
	example: string;
	/** What picking by ID is called. Default: 'By ID'. */
	idLabel?: string;
	/** Modes other than list and ID: name, URL, @username. */
	modes?: Array<{ name: string; label: string; placeholder?: string; hint?: string }>;
	/** Whether a text has the shape of such an ID. Without it every text counts as one in mode `id`. */
	isId?: (value: string) => boolean;
	/** Whether IDs are resolved as well: that of a reply to that of its thread's first post. */
	alwaysResolves?: boolean;
	/**
	 * Turns what the user gave in one of `modes`, or what has not the shape of an ID, into an ID.
	 * @param label how the user finds the field
	 * @throws NodeApiError, or what `client.refuse` makes
	 */
	resolve?: (client: Client, mode: string, value: string, label: string) => Promise<string>;
}

/** What an operation's answer becomes. */
export interface Output {
	/**
	 * - `json` (default): an array gives an item per element, an object one item
	 * - `postList`: Mattermost's `{ order, posts }`, an item per post in `order`; `rowsProperty` names another map
	 * - `deleted`: `{ deleted: true }`
	 * - `text`: `{ [rowsProperty]: text }`
	 * - `binary`: a file in n8n's binary data
	 * - `values`: an array of scalars, an item `{ [rowsProperty]: value }` per element
	 * - `done`: `{ success: true }` and what else the answer says, without its empty error fields
	 * - `entries`: an object by ID, an item `{ [keyField]: ID, … }` per entry
	 */
	kind?: 'json' | 'postList' | 'deleted' | 'text' | 'binary' | 'values' | 'done' | 'entries';
	/** `postList`: whether all posts belong to the result; 4.10 orders only one post of a thread. */
	allPosts?: boolean;
	/** `entries`: what the keys are, e.g. `locationUuid`. */
	keyField?: string;
	/** `entries`: name of a value that is no object, e.g. `labels`. */
	valueField?: string;
	/** Property of the answer that holds the rows or the object. */
	rowsProperty?: string;
	/** `json`: whether the answer is a list; operations with `paging` are lists anyway. */
	rows?: boolean;
	/**
	 * Property of a row that says which of the things asked for in the body it is; what was asked for
	 * and did not come is told to the user.
	 */
	asked?: string;
	/** Whether the server may say nothing (`{}` or an empty body) where all went well. */
	mayBeEmpty?: boolean;
	/** Which rows of a list are meant, where the server cannot be asked for these alone. */
	only?: (context: OperationContext) => Promise<((row: IDataObject) => boolean) | undefined>;
	/** Properties that never go out, though some servers send them: secrets. */
	omits?: string[];
	/** Properties that are kept with Simplify on. */
	simplify?: string[];
	/**
	 * Adds to a row with Simplify on, e.g. a link.
	 * @param site root of the service's web pages, without a slash
	 */
	derive?: (row: IDataObject, site: string) => IDataObject;
	/**
	 * Adds to all rows what has to be asked for, e.g. names, unless Simplify is turned off; reads once what the
	 * rows of a page need.
	 * @param kept properties that Simplify keeps; absent where Simplify is not offered
	 * @returns what a row gets in addition
	 */
	addTo?: (
		client: Client,
		rows: IDataObject[],
		kept?: string[],
	) => Promise<(row: IDataObject) => IDataObject>;
	/** `done`: picked fields whose ID, and name where it was picked from the list, stand in the output. */
	about?: string[];
	/** Offers Full Response, which gives the whole answer as one item. */
	offerFullResponse?: boolean;
	/** `binary`: file name when the server sends none. */
	fileName?: string;
	/** Why a response with a success status is a failure; undefined if it is none. */
	failed?: (body: IDataObject) => string | undefined;
}

/** How an answer is read and what its items are. */
export interface Shape {
	paging?: Pagination;
	output?: Output;
}

/** One operation, as the API's reference would put it. */
export interface Operation extends Shape {
	value: string;
	name: string;
	/** Sentence case, no article: it names the node and is what an AI agent reads. */
	action: string;
	description: string;
	/** `METHOD /path/{parameter}` below the service's API root. */
	request: string;
	/** Shown at once. Required unless `required: false`. */
	fields?: Field[];
	/** Offered in one collection. */
	optional?: Field[];
	/** Another operation of the resource whose collection is the same one: described once. */
	optionsLike?: string;
	/** Sent with every call; the user's fields win. */
	fixed?: { query?: IDataObject; body?: IDataObject };
	/** The one field that is the whole body (a bare array, a plain map). */
	bodyIs?: string;
	/** Property that wraps all body fields. */
	wrap?: string;
	/**
	 * Which values of one of its fields have `paging`, as the source of a regular expression: Return All and
	 * Limit are shown for these, and for all others everything is returned.
	 */
	pagedFor?: { field: string; pattern: string };
	/** Final changes to the request: sets paired flags, repeats an ID that the server wants in the body. */
	adjust?: (context: OperationContext, request: ApiRequest) => Promise<ApiRequest> | ApiRequest;
	/**
	 * Whether doing it twice is the same as doing it once, so that it may be sent again after a lost
	 * answer, followed through redirects and run in any order. Default: GET and HEAD.
	 */
	idempotent?: boolean;
	/**
	 * What a change concerns: items that concern the same thing run one after the other, in their order.
	 * Names of fields whose values name the thing, none for nothing in common, or a function that finds
	 * it out. Default: see `concernOf`.
	 */
	concerns?: string[] | ((context: OperationContext) => Promise<string | undefined>);
	/** The request that answers for many items at once, where its answers are those of single ones. */
	bulk?: Bulk;
	/** Oldest server that knows it, e.g. '5.18'. */
	since?: string;
	/** First server that no longer knows it. */
	until?: string;
	/** What older servers call it. */
	before?: { version: string; request: string };
	/** Whether only system administrators may use it; said in the description. */
	admin?: boolean;
	/** Other requests of an operation of several steps, for the list of operations. */
	also?: string[];
	/** How a change keeps what the user does not name; see `merged`. */
	merging?: Merging;
	/** Operations of several steps: everything between the fields and the items. */
	run?: (context: OperationContext) => Promise<INodeExecutionData[] | IDataObject[] | IDataObject>;
}

/**
 * A request that answers for many items of an operation, see `execution/bulkRequests.ts`. What it does
 * not answer exactly as the operation's own request does must be kept out: by `isKey` before, `isSame`
 * after. test/live/bulk.ts compares on a real server. A change may be declared where the answer tells each
 * key that was done, a refusal means that nothing was, and asking again for the rest does nothing twice.
 */
export interface Bulk {
	/** `METHOD /path`; parameters in it are those of the operation's own path. */
	request: string;
	/** Name of what identifies the thing: a parameter of the operation's path, else a property of its body. */
	key: string;
	/** Keys that servers take with one request; Infinity for a list that names none. */
	most: number;
	/** Whether a value may be asked for together with others: one that servers refuse fails for all. */
	isKey: (key: unknown) => key is string;
	/** Whether no keys are sent, because the request gives the whole list. */
	isList?: true;
	/** Property of the body that holds the keys. Default: they are the body. */
	keysProperty?: string;
	/** Property of the answer that holds the rows. Default: the answer itself. */
	rowsProperty?: string;
	/** Property of a row that is its key. Absent where the answer is an object by key. */
	rowKey?: string;
	/** Whether only what Simplify keeps is the same. */
	onlySimplified?: true;
	/**
	 * Finds out, asked before each request, which answers are the same as those of single requests.
	 * @returns whether the body of a single request's answer would be this one
	 * @throws if none are: then each item is asked for singly
	 */
	isSame?: (client: Client) => Promise<(body: unknown) => boolean>;
}

/** What a server does to the rest of a thing that is changed, and so what is sent along. */
export interface Merging {
	/**
	 * How the thing is read as it is now: a GET with the operation's path parameters, or a function of
	 * the fields' values (by `param` or API name).
	 */
	read: string | ((context: OperationContext, values: IDataObject) => Promise<IDataObject>);
	/** A property that every such thing has, so that an answer without it is none. Default: `id`. */
	known?: string;
	/** Names the thing where `read` is a function, or where one thing has several URLs (`/users/me`). */
	thing?: (context: OperationContext, values: IDataObject) => Promise<string> | string;
	/**
	 * Properties that the server blanks where the body lacks them, so they are sent as they are. Absent
	 * where the server keeps what is left out.
	 */
	keeps?: string[] | 'all';
	/** Objects that the server replaces as a whole: they are merged by key, null removes a key. */
	merges?: string[] | 'all';
	/** Lists that the operation adds to or takes from. */
	combines?: Record<string, (now: unknown, given: unknown) => unknown>;
	/** What the operation gives where the answer holds nothing of the thing; the body that was sent if absent. */
	gives?: (current: IDataObject, written: IDataObject) => IDataObject;
	/** Last say over the body. */
	finish?: (context: OperationContext, written: IDataObject) => IDataObject;
	/** A request that keeps what is left out, for a thing of which the server hides what it would blank. */
	orPatch?: { request: string; when: (current: IDataObject) => boolean };
	/** Refuses what cannot be merged, e.g. because the server hides what is there. */
	check?: (context: OperationContext, current: IDataObject, given: IDataObject) => void;
}

/** Operations on one kind of thing. */
export interface Resource {
	value: string;
	name: string;
	description?: string;
	operations: Operation[];
}

/**
 * One operation on one input item, as its steps see it: the client that sends for it, and as data what
 * it is about.
 */
export interface OperationContext extends Client {
	readonly host: ItemHost;
	readonly resource: Resource;
	readonly operation: Operation;
	/** Index of the input item. */
	readonly itemIndex: number;
	/** The same, for one of the organizations that the key acts for. */
	actingFor(organization: string): OperationContext;
}
