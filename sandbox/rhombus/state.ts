import { prng, rhombusId } from '../prng';

/** Everything a Rhombus organisation keeps. */
export class RhombusState {
	private random = prng(2);

	constructor() {
		this.seed();
	}

	newId(): string {
		return rhombusId(this.random);
	}

	/** The same organisation each time. */
	seed(): void {
		this.random = prng(2);
	}
}
