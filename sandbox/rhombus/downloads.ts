import type { Operation } from '../../contracts/openapi';
import { Reply } from './api';

const ZIP = Buffer.from('504b0506' + '00'.repeat(18), 'hex');

/** CSV and ZIP of the export operations. */
export function downloadFor({ answer, path }: Operation): Reply | undefined {
	if (!answer || answer.type === 'application/json') return undefined;
	const name = path.split('/').pop()!;
	const isZip = answer.type === 'application/zip';
	return new Reply(200, isZip ? ZIP : `name,timestamp\n${name},1775001600000\n`, {
		'Content-Type': answer.type,
		'Content-Disposition': `attachment; filename="${name}.${isZip ? 'zip' : 'csv'}"`,
	});
}
