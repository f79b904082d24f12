import fc from 'fast-check';
import { isSameNode, isSameUrl, reachOf } from './webhookUrl';

describe('two URLs are the same', () => {
	test.each([
		['https://n8n.example.com/webhook/a/rhombus', 'https://N8N.Example.com:443/webhook/a/rhombus/'],
		['http://n8n.example.com:80/webhook/a', 'http://n8n.example.com/webhook/a#x'],
		['https://n8n.example.com/a?x=1', 'https://n8n.example.com/a//?x=1'],
		['no URL', 'no URL'],
	])('%s and %s', (one, other) => {
		expect(isSameUrl(one, other)).toBe(true);
		expect(isSameUrl(other, one)).toBe(true);
	});

	test.each([
		['https://n8n.example.com/webhook/a', 'https://n8n.example.com/webhook/A'],
		['https://n8n.example.com/webhook/a', 'http://n8n.example.com/webhook/a'],
		['https://n8n.example.com/webhook/a', 'https://n8n.example.com:8443/webhook/a'],
		['https://n8n.example.com/webhook/a', 'https://n8n.example.com/webhook-test/a'],
		['https://n8n.example.com/webhook/a', 'https://n8n.example.com/webhook/a?token=x'],
		['https://n8n.example.com/webhook/a', 'no URL'],
		['', ''],
		[undefined, undefined],
		[7, 7],
	])('but not %s and %s', (one, other) => {
		expect(isSameUrl(one, other)).toBe(false);
		expect(isSameUrl(other, one)).toBe(false);
	});

	test('where a query carries a token, without it', () => {
		expect(isSameUrl('https://a.b/x?token=1', 'https://a.b/x', true)).toBe(true);
		expect(isSameUrl('https://a.b/x?token=1', 'https://a.b/y', true)).toBe(false);
	});
});

test('a node is known at another address of n8n, by the last two parts of its path', () => {
	const old = 'http://old:5678/webhook/id/rhombus';
	expect(isSameNode(old, 'https://new.org/n8n/webhook/id/rhombus/')).toBe(true);
	expect(isSameNode(old, 'http://old:5678/webhook/di/rhombus')).toBe(false);
	expect(isSameNode(old, 'http://old:5678/webhook/id/mattermost')).toBe(false);
	expect(isSameNode(undefined, undefined)).toBe(false);
	expect(isSameNode('x', 'x')).toBe(false);
});

describe('who can reach', () => {
	test.each([
		['machine', 'http://localhost:5678/x'],
		['machine', 'http://LOCALHOST./'],
		['machine', 'http://n8n.localhost/'],
		['machine', 'http://127.8.0.1/'],
		['machine', 'http://[::1]/'],
		['machine', 'http://[::]/'],
		['machine', 'http://0.0.0.0/'],
		['machine', 'http://2130706433/'],
		['machine', 'http://[::ffff:127.0.0.1]/'],
		['network', 'http://n8n:5678/'],
		['network', 'http://0.1.2.3/'],
		['network', 'http://10.1.2.3/'],
		['network', 'http://172.16.0.1/'],
		['network', 'http://172.31.0.1/'],
		['network', 'http://192.168.1.5/'],
		['network', 'http://169.254.1.1/'],
		['network', 'http://100.64.0.1/'],
		['network', 'http://100.127.0.1/'],
		['network', 'http://[fd00::1]/'],
		['network', 'http://[fc00::1]/'],
		['network', 'http://[fe80::1]/'],
		['network', 'http://[febf::1]/'],
		['network', 'http://[::ffff:10.0.0.1]/'],
		['network', 'http://[::ffff:192.168.7.9]/'],
		['network', 'http://n8n.local/'],
		['network', 'http://n8n.internal./'],
		['network', 'http://n8n.lan/'],
		['network', 'http://n8n.home.arpa/'],
		['network', 'http://a.localdomain/'],
		['network', 'http://a.test/'],
		['internet', 'https://n8n.example.com/'],
		['internet', 'http://8.8.8.8/'],
		['internet', 'http://11.0.0.1/'],
		['internet', 'http://172.15.0.1/'],
		['internet', 'http://172.32.0.1/'],
		['internet', 'http://100.63.0.1/'],
		['internet', 'http://100.128.0.1/'],
		['internet', 'http://169.253.0.1/'],
		['internet', 'http://192.167.1.5/'],
		['internet', 'http://193.168.1.5/'],
		['internet', 'http://171.16.0.1/'],
		['internet', 'http://101.64.0.1/'],
		['internet', 'http://168.254.0.1/'],
		['internet', 'http://[2a00::1]/'],
		['internet', 'http://[fec0::1]/'],
		['internet', 'http://[::ffff:8.8.8.8]/'],
		// What looks like an address of a network, but is a part of another one or of a name.
		['internet', 'http://[2a00::fd00:1]/'],
		['internet', 'http://[2001::ffff:a00:1]/'],
		['internet', 'http://[::ffff:a00:1:1]/'],
		['internet', 'http://10.0.0.1.example.com/'],
		['internet', 'http://local.example.com/'],
		['internet', 'http://notlocalhost.example/'],
		[undefined, ''],
		[undefined, 'n8n'],
		[undefined, 'http://'],
		[undefined, 7],
	])('%s: %s', (reach, url) => {
		expect(reachOf(url)).toBe(reach);
	});
});

test('no text throws', () => {
	fc.assert(
		fc.property(fc.anything(), fc.anything(), (one, other) => {
			isSameUrl(one, other);
			isSameNode(one, other);
			reachOf(one);
		}),
	);
});
