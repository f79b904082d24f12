import { ensureN8n } from '../../tools/n8n/install';
import { askedN8n } from '../../tools/n8n/versions';

export default async function installN8n(): Promise<void> {
	await ensureN8n(askedN8n());
}
