/**
 * What stands behind an answer. No Rhombus server could be asked, so nothing here was seen: `code` was
 * read in the vendor's own programs, which parse such an answer; `page` on the vendor's pages; everything
 * else follows the contract alone.
 */
export type Source = 'code' | 'page' | 'contract';

interface Known {
	source: Exclude<Source, 'contract'>;
	where: string;
}

const code = (where: string): Known => ({ source: 'code', where });
const page = (where: string): Known => ({ source: 'page', where });

const CLI = 'rhombus-cli at 6f9300d';
const SDK = 'rhombus-react-sdk at fbf0e4a';
const MCP = 'rhombus-node-mcp at 19c24fe';
const WEBHOOKS = 'claude-code-plugins at 7454835, webhook-payloads.md';

/** By the path below /api, or `METHOD /path` of the media hosts. */
export const SOURCES: Record<string, Known> = {
	'org/getOrgV2': code(`${CLI}, getOrgUuid`),
	'partner/getClientsV2': code(`${CLI}, resolving the name of a client`),
	'event/getPolicyAlertDetails': code(`${CLI}, cmd/alert.go`),
	'video/getExactFrameUri': code(`${CLI}, cmd/analyze.go`),
	'video/spliceV3': code(`${SDK}, rhombusClip.ts`),
	'event/getClipWithProgress': code(`${SDK}, rhombusClip.ts`),
	'camera/getMediaUris': code(`${CLI}, cmd/stitch.go`),
	'camera/getPresenceWindows': code(`${MCP}, the tool for uptime`),
	'video/getExactFrameData': code(`${MCP}, the tool for images`),
	'org/generateFederatedSessionToken': code(`${SDK}, urlAuth.ts`),
	'GET /dash/{camera}/{start}/{duration}/vod/{file}': code(`${CLI}, cmd/stitch.go`),
	'GET /lan/{camera}/{range}/{file}': code(`${CLI}, cmd/stitch.go`),
	'vehicle/getVehicleEvents': code(`${MCP}, the tool for vehicles`),
	'GET /media/frames/{camera}/{file}': code(`${CLI}, cmd/analyze.go`),
	'GET /media/metadata/{region}/{file}': code(`${CLI}, cmd/alert.go`),
	'GET /media/metadata/{device}/{region}/{uuid}/{file}': code(`${CLI}, cmd/alert.go`),
	'integrations/webhooks/updateWebhookIntegrationV2': page(WEBHOOKS),
	'rules/createRule': page(WEBHOOKS),
	'rules/updateRule': page(WEBHOOKS),
};

/** Header of each answer that names its source. */
export const SOURCE_HEADER = 'X-Sandbox-Source';

/** The source of an answer, as the header has it. */
export function sourceOf(key: string): string {
	const known = SOURCES[key];
	return known ? `${known.source}: ${known.where}` : 'contract';
}

/** Errors: the vendor’s conventions and rate limits, quoted by api-evangelist/rhombus-systems. */
export const ERRORS =
	'page: conventions and rate limits, api-evangelist/rhombus-systems at 9ed85a6';
