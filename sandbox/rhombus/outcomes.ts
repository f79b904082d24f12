import { failed, type Table } from './api';
import { advance } from './events';

const OK = { error: false };

/** Answers whose flags say what became of a call; generated ones would say the worst. */
export const outcomes: Table = {
	'event/getClipWithProgress': ({ state, body }) => {
		const clip = state.clips.get(String(body.clipUuid));
		if (!clip) return failed('Clip not found');
		advance(clip);
		return { ...OK, clip };
	},
	'audioplayback/uploadAudioText': ({ state }) => ({
		...OK,
		uuid: state.newId(),
		invalidSSML: false,
		synthesisFailure: false,
		encodingFailure: false,
	}),
	'alertmonitoring/createCustomPinForLocation': () => ({ ...OK, alreadyExists: false }),
};
