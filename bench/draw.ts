import type { Curve } from './record';

/** Pictures of measurements as SVG, for pages that are light or dark. */

const WIDTH = 760;
const OURS = '#4f5bd5';
const THEIRS = '#9aa3ad';
const INK = '#1f2328';
const FONT = 'font-family="system-ui, sans-serif"';

const escaped = (text: string) => text.replace(/[&<>"]/g, (one) => `&#${one.charCodeAt(0)};`);

const text = (x: number, y: number, content: string, more = '') =>
	`<text x="${x}" y="${y}" fill="${INK}" ${FONT} font-size="13" ${more}>${escaped(content)}</text>`;

const picture = (height: number, title: string, parts: string[]) =>
	[
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img">`,
		`<title>${escaped(title)}</title>`,
		`<rect width="${WIDTH}" height="${height}" rx="8" fill="#fff" stroke="#d0d7de" />`,
		...parts,
		'</svg>',
		'',
	].join('\n');

export interface Bars {
	title: string;
	/** The first is ours. */
	bars: Array<{ name: string; value: number; label: string }>;
}

/** Groups of bars; the longest of each group is as wide as there is room. */
export function drawBars(title: string, groups: Bars[]): string {
	const [left, room, step] = [190, 420, 22];
	const parts: string[] = [];
	let y = 16;
	for (const { title: heading, bars } of groups) {
		y += 18;
		parts.push(text(16, y, heading, 'font-weight="600"'));
		const most = Math.max(...bars.map(({ value }) => value));
		for (const [at, { name, value, label }] of bars.entries()) {
			y += step;
			const width = Math.max(2, Math.round((value / most) * room));
			parts.push(
				text(left - 10, y, name, 'text-anchor="end"'),
				`<rect x="${left}" y="${y - 12}" width="${width}" height="15" rx="2" fill="${at === 0 ? OURS : THEIRS}" />`,
				text(left + width + 8, y, label),
			);
		}
		y += 14;
	}
	return picture(y + 10, title, parts);
}

/** At most so many points, the highest of each stretch. */
function thinned(curve: Curve, points: number): Curve {
	const stretch = Math.ceil(curve.length / points);
	return Array.from({ length: Math.ceil(curve.length / stretch) }, (_, at) =>
		curve
			.slice(at * stretch, (at + 1) * stretch)
			.reduce((most, point) => (point[1] > most[1] ? point : most)),
	);
}

/** Memory over time. The first curve is ours. @param limit MB that ours may take, as a line */
export function drawCurves(
	title: string,
	curves: Array<{ name: string; curve: Curve }>,
	limit: number,
): string {
	const [left, top, width, height] = [64, 56, 660, 260];
	const longest = Math.max(...curves.flatMap(({ curve }) => curve.map(([ms]) => ms)));
	const highest = Math.max(limit, ...curves.flatMap(({ curve }) => curve.map(([, mb]) => mb)));
	const step = [25, 50, 100, 250, 500, 1000].find((one) => highest / one <= 6) ?? 2000;
	const most = Math.ceil(highest / step) * step;
	const x = (ms: number) => Math.round(left + (ms / longest) * width);
	const y = (mb: number) => Math.round(top + height - (Math.max(0, mb) / most) * height);
	const lines = Array.from({ length: most / step + 1 }, (_, at) => at * step).flatMap((mb) => [
		`<line x1="${left}" x2="${left + width}" y1="${y(mb)}" y2="${y(mb)}" stroke="#eaeef2" />`,
		text(left - 8, y(mb) + 4, `${mb} MB`, 'text-anchor="end"'),
	]);
	const seconds = [0, 0.25, 0.5, 0.75, 1].map((part) =>
		text(
			x(part * longest),
			top + height + 20,
			`${Math.round((part * longest) / 100) / 10} s`,
			'text-anchor="middle"',
		),
	);
	const drawn = curves.flatMap(({ name, curve }, at) => {
		const color = at === 0 ? OURS : THEIRS;
		const points = thinned(curve, 150).map(([ms, mb]) => `${x(ms)},${y(mb)}`);
		return [
			`<polyline points="${points.join(' ')}" fill="none" stroke="${color}" stroke-width="2" />`,
			`<rect x="${left + at * 220}" y="32" width="14" height="14" rx="2" fill="${color}" />`,
			text(left + at * 220 + 20, 44, name),
		];
	});
	return picture(top + height + 36, title, [
		text(16, 22, title, 'font-weight="600"'),
		...lines,
		...seconds,
		`<line x1="${left}" x2="${left + width}" y1="${y(limit)}" y2="${y(limit)}" stroke="#cf222e" stroke-dasharray="5 4" />`,
		text(left + width, y(limit) - 5, `limit ${limit} MB`, 'text-anchor="end"'),
		...drawn,
	]);
}
