import { commonOrder } from './fieldOrder';

const keeps = (order: string[], form: string[]) =>
	form.every((name, index) => index === 0 || order.indexOf(form[index - 1]!) < order.indexOf(name));

test('each form keeps its order, whatever came first', () => {
	const forms = [
		['channel', 'simplify'],
		['channel', 'message', 'simplify', 'options'],
		['post', 'message', 'options'],
		['options'],
	];
	const order = commonOrder(forms);
	expect([...order].sort()).toEqual(['channel', 'message', 'options', 'post', 'simplify']);
	for (const form of forms) expect([form, keeps(order, form)]).toEqual([form, true]);
});

test('two forms that contradict each other are refused, with the names', () => {
	expect(() =>
		commonOrder([
			['user', 'post', 'text'],
			['text', 'user'],
		]),
	).toThrow(/user < post < text < user/);
});
