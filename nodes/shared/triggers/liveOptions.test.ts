import type { IDataObject } from 'n8n-workflow';
import { clientOf } from '../../../test/support/units';
import {
	catchUpOption,
	mostExecutionsOption,
	readLiveSettings,
	restartOption,
} from './liveOptions';

const read = (options: IDataObject) => readLiveSettings(clientOf().client, options);

test('what is left out is what the form shows as its default', () => {
	expect(read({})).toEqual({
		catchUp: catchUpOption('posts').default,
		restartInterrupted: restartOption('posts').default,
		mostExecutions: mostExecutionsOption.default,
	});
	expect(read({})).toEqual({ catchUp: true, restartInterrupted: false, mostExecutions: 30 });
});

test('what is set counts, under the names of the form', () => {
	const options = {
		[catchUpOption('posts').name]: false,
		[restartOption('posts').name]: true,
		[mostExecutionsOption.name]: 1,
	};
	expect(read(options)).toEqual({ catchUp: false, restartInterrupted: true, mostExecutions: 1 });
});

test('the form says what is caught up and started again', () => {
	expect(catchUpOption('posts').description).toContain('catch up on posts from');
	expect(restartOption('alerts').description).toContain('the newest alerts may');
	expect(mostExecutionsOption.typeOptions).toEqual({ minValue: 1 });
});

test('an expression may give the number as a text', () => {
	expect(read({ mostExecutions: '7' }).mostExecutions).toBe(7);
});

test.each([null, '', ' '])('%j leaves it out', (mostExecutions) => {
	expect(read({ mostExecutions }).mostExecutions).toBe(30);
});

test.each([0, -1, 1.5, 'many', NaN, Infinity, {}, true, [3]])(
	'%p executions are refused',
	(mostExecutions) => {
		expect(() => read({ mostExecutions } as IDataObject)).toThrow(
			'"Maximum Concurrent Executions" is not a number of at least 1',
		);
	},
);
