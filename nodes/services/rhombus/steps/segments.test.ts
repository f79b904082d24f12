import { momentsOf } from './frames';
import { readManifest } from './segments';

const MPD = (attributes: string) =>
	`<MPD><Period><AdaptationSet><SegmentTemplate ${attributes}/><Representation id="v&amp;0"/></AdaptationSet><AdaptationSet><SegmentTemplate media="audio_$Number$" initialization="a"/></AdaptationSet></Period></MPD>`;

test.each([
	{
		attributes: 'media="seg_$Number$.m4v" initialization="seg_init.mp4" startNumber="0"',
		wanted: { init: 'seg_init.mp4', first: 0, third: 'seg_3.m4v', segmentSec: 2 },
	},
	{
		attributes:
			'timescale="90000" duration="360000" media="$RepresentationID$/s-$Number%05d$.m4s" initialization="$RepresentationID$/i.mp4"',
		wanted: { init: 'v&0/i.mp4', first: 1, third: 'v&0/s-00003.m4s', segmentSec: 4 },
	},
	{
		attributes: 'media="$Number$" initialization="i" startNumber="x" duration="0"',
		wanted: { init: 'i', first: 1, third: '3', segmentSec: 2 },
	},
])('$attributes', ({ attributes, wanted }) => {
	const { init, first, segment, segmentSec } = readManifest(MPD(attributes))!;
	expect({ init, first, third: segment(3), segmentSec }).toEqual(wanted);
});

test.each(['', '<MPD/>', MPD('media="all.mp4" initialization="i"'), MPD('media="$Number$"')])(
	'%s is no manifest',
	(xml) => expect(readManifest(xml)).toBeUndefined(),
);

describe('moments', () => {
	const range = { from: 0, to: 100_000 };
	const seen = (...times: number[]) => times.map((at) => ({ at, activities: [`A${at}`] }));
	const times = (...args: Parameters<typeof momentsOf>) => momentsOf(...args).map(({ at }) => at);

	test('those with activity first, the others spread evenly', () => {
		expect(times(seen(50_000), range, 3, 2_000)).toEqual([16_667, 50_000, 83_333]);
		expect(times([], range, 4, 2_000)).toEqual([12_500, 37_500, 62_500, 87_500]);
	});

	test('one of each burst, with all that happened in it', () => {
		expect(momentsOf(seen(10_000, 10_500, 11_000, 60_000), range, 2, 2_000)).toEqual([
			{ at: 10_000, activities: ['A10000', 'A10500', 'A11000'] },
			{ at: 60_000, activities: ['A60000'] },
		]);
	});

	test('never more than wanted, never outside, never closer', () => {
		const many = seen(...Array.from({ length: 500 }, (_, index) => index * 300 - 10_000));
		const found = times(many, range, 7, 3_000);
		expect(found).toHaveLength(7);
		for (const [index, at] of found.entries()) {
			expect(at).toBeGreaterThanOrEqual(range.from);
			expect(at).toBeLessThan(range.to);
			if (index > 0) expect(at - found[index - 1]!).toBeGreaterThanOrEqual(3_000);
		}
	});

	test('fewer where the range is too short', () => {
		expect(times([], { from: 0, to: 3_000 }, 10, 2_000).length).toBeLessThan(3);
	});
});
