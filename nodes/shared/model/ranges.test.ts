import { resources as mattermost } from '../../Mattermost/resources';
import { resources as mattermostAdmin } from '../../MattermostAdmin/resources';
import { resources as rhombus } from '../../Rhombus/resources';
import { resources as rhombusAdmin } from '../../RhombusAdmin/resources';
import type { Field } from './operation';

/** Times that begin and end something else than one range: two cursors of a list. */
const NO_RANGE = ['fromCreateAt', 'fromUpdateAt'];

const keyOf = ({ param, name }: Field) => param ?? name;
const operations = [mattermost, mattermostAdmin, rhombus, rhombusAdmin]
	.flat()
	.flatMap(({ value, operations: all }) =>
		all.map((one) => ({
			name: `${value} ${one.value}`,
			times: [...(one.fields ?? []), ...(one.optional ?? [])].filter(
				(field) => field.kind === 'time' && !NO_RANGE.includes(field.name),
			),
		})),
	);

test('every range of time is checked, in one unit', () => {
	const ranges = operations.filter(({ times }) => times.length > 1);
	expect(ranges.length).toBeGreaterThan(40);
	for (const { name, times } of ranges) {
		const ends = times.filter((field) => field.ends);
		const begins = ends.map((end) => times.find((field) => keyOf(field) === end.ends));
		expect([name, begins.map((begin) => begin?.unit)]).toEqual([
			name,
			ends.map(({ unit }) => unit),
		]);
		expect([name, new Set([...ends, ...begins]).size]).toEqual([name, times.length]);
	}
});
