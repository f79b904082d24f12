import { rootUrl, rootUrlExpression } from './rootUrl';

const ROOT = 'https://chat.example.com/mm';

test.each([ROOT, ` ${ROOT}/ `, `${ROOT}///`, `${ROOT}/api/v4`, `${ROOT}/api/v4/`])(
	'%j has one root, in code and in expressions',
	(given) => {
		expect(rootUrl(given, '/api/v4')).toBe(ROOT);
		// n8n evaluates what stands between its braces as JavaScript.
		const evaluate = new Function(
			'$self',
			`return ${rootUrlExpression('$self.url', '/api/v4')}`,
		) as (values: object) => unknown;
		expect(evaluate({ url: given })).toBe(ROOT);
	},
);

test.each([undefined, null, 7, ''])('%j is no reason to fail', (given) => {
	expect(rootUrl(given, '/api')).toBe(given ? String(given) : '');
});
