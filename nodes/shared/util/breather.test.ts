import { Breather } from './breather';

const work = (ms: number) => {
	const end = performance.now() + ms;
	while (performance.now() < end);
};

test('others come in between during long work, and only then', async () => {
	const breather = new Breather();
	let others = 0;
	setTimeout(() => others++, 0);
	await breather.rest();
	expect(others).toBe(0);
	work(60);
	await Promise.all([breather.rest(), breather.rest()]);
	expect(others).toBe(1);
});
