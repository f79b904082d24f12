import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';
import type { Client } from '../http/client';
import type { ClientHost } from '../http/host';
import type { ApiRequest, HttpResponse, Send } from '../http/types';
import type { Waiting } from './waiting';

/** What an operation needs of n8n for one input item; one for n8n's two engines. */
export interface ItemHost extends ClientHost {
	/** Input binary data of the item. @throws NodeOperationError if there is none of that name */
	binary(property: string): Promise<{ data: Buffer; info: IBinaryData }>;
	keepFile(data: Buffer, fileName?: string, mimeType?: string): Promise<IBinaryData>;
	inputItem(): INodeExecutionData;
	/** The language model that is connected to the node; only in workflows. @throws where there is none */
	languageModel?(): Promise<unknown>;
	/** Sends a request together with those of other items where one answers for all; only in workflows. */
	together?(client: Client, request: ApiRequest, send: Send): Promise<HttpResponse>;
	/** Lets the execution wait for people; only in workflows. */
	waiting?: Waiting;
}
