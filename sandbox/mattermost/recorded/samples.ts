import { OTHERS, PAGE } from '../../../tools/recording/answers';
import { Reply, type Call, type Row } from '../api';
import { PNG } from '../downloads';
import type { Facts } from './facts';

/**
 * The answer that a recorded server gave, with this request's own IDs and the present time: for what is
 * read and has no handler.
 */
export function sampleOf(call: Call, { main, refusals }: Facts): Reply | undefined {
	// Only what is read: nothing may seem done that was not.
	const isKept = main.status < 400 && !main.outline;
	if (!isKept || call.request.method !== 'GET') return undefined;
	const beyond = refusals.get('beyond the end');
	if (Number(call.query.get('page')) > 0 && beyond === '200 null') return new Reply(200, null);
	if (Number(call.query.get('page')) > 0 && beyond === '200 []') return new Reply(200, []);
	const headers = main.type ? { 'Content-Type': main.type } : undefined;
	if (main.answer === undefined) {
		const { type = 'application/json' } = main;
		return new Reply(main.status, undefined, { 'Content-Type': type });
	}
	return new Reply(main.status, revived(main.answer, call, ''), headers);
}

const MARKER = /^\{(\d+ of \d+|of \d+)\}$/;

function revived(value: unknown, call: Call, name: string): unknown {
	if (typeof value === 'string') return text(value, call, name);
	if (typeof value !== 'object' || value === null) return value;
	if (Array.isArray(value)) {
		return value
			.filter((row) => row !== OTHERS && row !== PAGE && !MARKER.test(String(row)))
			.map((row) => revived(row, call, name));
	}
	return Object.fromEntries(
		Object.entries(value).map(([key, one]) => [
			String(text(key.replace(/#\d+$/, ''), call, name)),
			revived(one, call, key),
		]),
	);
}

/** What a property of that name refers to in this request. */
function own({ params, body, query, user, state }: Call, name: string): string | undefined {
	const given: Row = { ...Object.fromEntries(query), ...body, ...params };
	const last = Object.values(params).at(-1);
	if (typeof given[name] === 'string') return String(given[name]);
	if (/^(user|creator)_id$/.test(name)) return user.id;
	const post = state.posts.get(String(given.post_id));
	if (name === 'channel_id' && post) return post.channel_id;
	if (name === 'team_id') {
		const channel = state.channels.get(String(given.channel_id ?? post?.channel_id));
		if (channel?.team_id) return channel.team_id;
	}
	if (name === 'original_id' && post) return post.id;
	if (name === 'id' && last && /^[a-z0-9]{26}$/.test(last)) return last;
	return undefined;
}

function text(value: string, call: Call, name: string): unknown {
	switch (value) {
		case '{ms}':
			return Date.now();
		case '{iso}':
			return new Date().toISOString();
		case '{bytes}':
			return PNG;
		case '{string}':
			return '';
		case '{number}':
			return 0;
		case '{boolean}':
			return false;
		case '{object}':
			return {};
	}
	if (/^\{[^{}]+\}$/.test(value)) return own(call, name) ?? call.state.newId();
	return value.replaceAll('{site}', call.site).replace(/\{[^{}]+\}/g, () => call.state.newId());
}
