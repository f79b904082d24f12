import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { Organization, OrganizationClient, Organizations } from '../../shared/http/types';
import { onlyOne, sameName } from '../../shared/request/resolveId';
import { isExpression } from '../../shared/request/restriction';
import { isObject, objectsIn, own } from '../../shared/util/guards';
import { isUuid } from './ids';

/**
 * A partner's key acts for its client organizations: the header `x-auth-org` names one, by its UUID
 * (rhombus-cli at 6f9300d, which looks names up by `partner/getClientsV2`). Read and never seen.
 */

const LABEL = 'Client Organization';
/** The choice of all client organizations. */
export const ALL_CLIENTS = 'all';

/** The node's option; its list is in `pickers.ts`. */
const option: INodeProperties = {
	displayName: LABEL,
	name: 'clientOrganization',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	description:
		'Client organization to act for instead of the one in the credential; requires a partner key. All Client Organizations reads from each of them, and Limit counts for each.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: 'searchClientsOrAll', searchable: true },
		},
		{
			displayName: 'By Name or ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. Acme, or all',
		},
	],
};

/** What the user entered; '' for nothing. */
function chosenText({ settings: { clientOrganization: given } }: OrganizationClient): string {
	const value = isObject(given) ? given.value : given;
	const words = typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
	// In the editor an expression has no value yet.
	return words.startsWith('=') ? '' : words;
}

/** Whether an expression was meant to give it, and gave nothing. */
function isLacking({ settings: { clientOrganization: given }, host }: OrganizationClient): boolean {
	const { clientOrganization: raw } = (host.node.parameters.requestOptions ?? {}) as IDataObject;
	return isExpression(raw) && !isExpression(given);
}

const isPartner = ({ scheme }: IDataObject) => String(scheme).startsWith('partner');

/** All of them, read once in a run. @throws NodeApiError */
const clientsOf = async (client: OrganizationClient): Promise<Organization[]> =>
	await client.once('client organizations', async () =>
		objectsIn(
			own(
				await client.request('POST /api/partner/getClientsV2', { body: {}, idempotent: true }),
				'clients',
			),
		).flatMap(({ clientOrgUuid, clientOrgName }) =>
			typeof clientOrgUuid === 'string'
				? [
						{
							id: clientOrgUuid,
							facts: { clientOrgUuid, clientOrgName: String(clientOrgName ?? '') },
						},
					]
				: [],
		),
	);

export const clientOrganizations: Organizations = {
	option,
	choice: chosenText,
	isAll: (client) => chosenText(client).toLowerCase() === ALL_CLIENTS,
	all: clientsOf,
	async chosen(client, credentials) {
		const value = chosenText(client);
		if (value === '' && isLacking(client)) {
			throw client.refuse(LABEL, 'is empty', 'Correct the expression, or remove the option');
		}
		if (value === '') return undefined;
		if (!isPartner(credentials)) {
			throw client.refuse(
				LABEL,
				'is set, but the key in the Rhombus credential is not that of a partner',
				'Use a credential whose Authentication Scheme is Partner API Token, or remove the option',
			);
		}
		if (value.toLowerCase() === ALL_CLIENTS) return '';
		if (isUuid(value)) return value;
		const candidates = (await clientsOf(client))
			.filter(({ facts }) => sameName(String(facts.clientOrgName), value))
			.map(({ id, facts }) => ({ id, shown: `${String(facts.clientOrgName)} (${id})` }));
		return onlyOne(client, LABEL, LABEL, value, candidates, 'Enter the name or the ID');
	},
	actFor: (credentials, partnerOrgUuid) => ({ ...credentials, partnerOrgUuid }),
};
