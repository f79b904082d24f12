import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';
import type { Client } from '../http/client';
import type { ClientHost } from '../http/host';
import type { ApiRequest, HttpResponse, Send } from '../http/types';
import type { ByteStream } from '../util/byteStream';
import type { Waiting } from './waiting';

/** What an operation needs of n8n for one input item; one for n8n's two engines. */
export interface ItemHost extends ClientHost {
	/** What n8n knows of a file of the item. @throws NodeOperationError if there is none of that name */
	fileInfo(property: string): IBinaryData;
	/** The content of a file of the item, where n8n keeps it in memory. */
	readFile(property: string): Promise<Buffer>;
	/** Bytes of a file in n8n's store. */
	storedSize(id: string): Promise<number>;
	/** Reads a file of n8n's store, so many bytes at a time. */
	openFile(id: string, chunkSize: number): Promise<ByteStream>;
	/** Keeps a file in n8n's store, or in memory. */
	keepFile(data: ByteStream | Buffer, fileName?: string, mimeType?: string): Promise<IBinaryData>;
	inputItem(): INodeExecutionData;
	/** The language model that is connected to the node; only in workflows. @throws where there is none */
	languageModel?(): Promise<unknown>;
	/** Sends a request together with those of other items where one answers for all; only in workflows. */
	together?(client: Client, request: ApiRequest, send: Send): Promise<HttpResponse>;
	/** Lets the execution wait for people; only in workflows. */
	waiting?: Waiting;
}
