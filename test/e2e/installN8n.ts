import { ensureN8n } from '../../tools/n8n/install';
import { testedN8n } from './support';

export default async function installN8n(): Promise<void> {
	await ensureN8n(testedN8n());
}
