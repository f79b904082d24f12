import { Service } from '../server';
import { RhombusBackend } from './backend';
import { RhombusState } from './state';

/** A stand-in for the Rhombus API of one organisation. */
export class RhombusService extends Service {
	readonly state = new RhombusState();

	constructor() {
		super();
		this.backend = new RhombusBackend(this.state, () => this.url);
	}
}
