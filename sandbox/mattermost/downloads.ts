import { Reply } from './api';

/** A valid 1×1 PNG. */
export const PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
	'base64',
);
/** A valid empty ZIP archive. */
const ZIP = Buffer.from('504b0506' + '00'.repeat(18), 'hex');
const PDF = Buffer.from('%PDF-1.4\n%%EOF\n');

/** Content type, file name ('' where servers send none) and bytes of operations that answer a file. */
const DOWNLOADS: Record<string, [string, string, Buffer | string]> = {
	'GET /image': ['image/png', '', PNG],
	'GET /compliance/reports/{report_id}/download': ['application/zip', 'report.zip', ZIP],
	'GET /jobs/{job_id}/download': ['application/zip', 'job.zip', ZIP],
	'GET /exports/{export_name}': ['application/zip', 'export.zip', ZIP],
	'GET /system/support_packet': ['application/zip', 'support_packet.zip', ZIP],
	'GET /cloud/subscription/invoices/{invoice_id}/pdf': ['application/pdf', 'invoice.pdf', PDF],
	'POST /content_flagging/post/{post_id}/report': ['application/zip', 'report.zip', ZIP],
	'POST /content_flagging/post/{post_id}/exposure_report': ['text/csv', 'exposure.csv', 'user\n'],
	'GET /saml/metadata': ['application/xml', '', '<EntityDescriptor/>'],
	'PUT /channels/{channel_id}/members': ['application/x-ndjson', '', '{"added":[],"removed":[]}\n'],
};

/** The file an operation answers, if it does. */
export function downloadFor(key: string): Reply | undefined {
	const row = DOWNLOADS[key];
	return row && fileReply(row[0], row[1], row[2]);
}

/** Bytes with a content type and, if there is a name, a Content-Disposition as servers write it. */
export function fileReply(type: string, name: string, bytes: Buffer | string): Reply {
	return new Reply(200, bytes, {
		'Content-Type': type,
		...(name && {
			'Content-Disposition': `attachment;filename="${name.replace(/[^\x20-\x7e]|"/g, '_')}"; filename*=UTF-8''${encodeURIComponent(name)}`,
		}),
	});
}
