/** Maximum number of IDs remembered per node. */
const MOST = 1000;

/** Deduplicates webhook deliveries: remembers the latest IDs, per n8n process. */
export class DeliveryDeduplicator {
	private readonly known = new Set<string>();

	/** Whether the ID is seen for the first time; it is remembered. */
	isNew(id: string): boolean {
		if (this.known.has(id)) return false;
		this.known.add(id);
		if (this.known.size > MOST) {
			const [oldest] = this.known;
			this.known.delete(oldest!);
		}
		return true;
	}
}

const byNode = new Map<string, DeliveryDeduplicator>();

/** The deduplicator of a node. @param key identifies workflow and node */
export function deduplicatorOf(key: string): DeliveryDeduplicator {
	let recent = byNode.get(key);
	if (!recent) byNode.set(key, (recent = new DeliveryDeduplicator()));
	return recent;
}
