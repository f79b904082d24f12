/** A server version such as 5.30.1, comparable by major and minor number. */
export class Version {
	private readonly number: number;

	constructor(readonly text: string) {
		this.number = toNumber(text);
	}

	/** Whether the server is of this version or newer. */
	since(text: string): boolean {
		return this.number >= toNumber(text);
	}

	before(text: string): boolean {
		return !this.since(text);
	}
}

function toNumber(text: string): number {
	const [major, minor = 0] = text.split('.').map(Number);
	return major! * 1000 + minor;
}
