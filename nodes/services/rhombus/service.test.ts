import { rhombus, ROOT_EXPRESSION } from './service';

test.each([
	['us', ''],
	['eu', ''],
	['custom', ' https://proxy.example.com/rhombus/api/ '],
])('region %s %s: the test of the credential asks where requests go', (region, baseUrl) => {
	const credentials = { region, baseUrl };
	const evaluate = new Function('$credentials', `return ${ROOT_EXPRESSION}`) as (
		values: object,
	) => unknown;
	expect(rhombus.roots(credentials)).toMatchObject({ api: evaluate(credentials) });
	expect(evaluate(credentials)).toMatch(/^https:\/\/[a-z0-9./]+[a-z]$/);
});
