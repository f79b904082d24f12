import type { IHttpRequestOptions } from 'n8n-workflow';
import { clientOf, ok, service, status } from '../../../test/support/units';
import { listsFor, namesFor } from './names';

const rhombus = service({ name: 'Rhombus' });

test('a component alone has no list, as none has its name; its door has one', () => {
	expect(listsFor({ componentUuid: 'R1' })).toEqual([]);
	expect(listsFor({ componentUuid: 'R1', componentCompositeUuid: 'D1' })).toEqual(['searchDoors']);
});

test('a list is read once in a run, even where the key may not read it', async () => {
	const asked: string[] = [];
	const replies = ({ url }: IHttpRequestOptions) => {
		asked.push(url.split('/').at(-1)!);
		return url.endsWith('getUsersInOrg')
			? status(403)
			: ok({ cameraStates: [{ uuid: 'C1', name: 'Lobby' }] });
	};
	const { client } = clientOf({ replies, service: rhombus });
	const row = { deviceUuid: 'C1.v0', userUuid: 'U1' };
	for (let page = 0; page < 3; page++) {
		expect((await namesFor(client, [row]))(row)).toEqual({ deviceName: 'Lobby' });
	}
	expect(asked.sort()).toEqual(['getMinimalCameraStateList', 'getUsersInOrg']);
});
