import type {
	ILoadOptionsFunctions,
	INodeListSearchResult,
	ResourceMapperFields,
} from 'n8n-workflow';
import {
	findEndpoint,
	loadCatalogue,
	readTyped,
	searchEndpoints,
	type Found,
	type Typed,
} from './catalogue';
import { endpointFields as fieldsFor } from './fields';
import type { FactsOf } from './facts';
import type { ServiceName } from './format';

/** An endpoint that the catalogue does not know: only its placeholders are certain. */
export const unknownEndpoint = ({ method, path, query }: Typed): Found => ({
	endpoint: { method, path, name: path, tag: 0 },
	path: {},
	query,
});

/** `methods` behind the list of endpoints and their fields. */
export const endpointMethods = (service: ServiceName, factsOf: FactsOf) => ({
	listSearch: {
		/** Endpoints that match all words; a typed `METHOD /path` with values finds its endpoint. */
		async searchEndpoints(
			this: ILoadOptionsFunctions,
			filter?: string,
			paginationToken?: string,
		): Promise<INodeListSearchResult> {
			const catalogue = loadCatalogue(service);
			const page = Number(paginationToken ?? 0) || 0;
			const { results, more } = searchEndpoints(catalogue, filter, page);
			if (results.length === 0 && filter && page === 0) {
				const found = findEndpoint(catalogue, filter);
				if (found) {
					const value = filter.trim();
					return { results: [{ name: value, value }] };
				}
			}
			return { results, ...(more ? { paginationToken: String(page + 1) } : {}) };
		},
	},
	resourceMapping: {
		/** The typed fields of the chosen endpoint. */
		async endpointFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
			const chosen = this.getCurrentNodeParameter('anyEndpointEndpoint', { extractValue: true });
			const typed = readTyped(String(chosen ?? ''));
			if (!typed) return { fields: [], emptyFieldsNotice: 'Choose an endpoint first' };
			const catalogue = loadCatalogue(service);
			const found = findEndpoint(catalogue, String(chosen));
			const fields = fieldsFor(found ?? unknownEndpoint(typed), catalogue.data, factsOf);
			return {
				fields,
				emptyFieldsNotice: found
					? 'This endpoint takes no values'
					: 'This endpoint is not in the list: send its values as JSON',
			};
		},
	},
});
