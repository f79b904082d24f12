import { choice, flag, group, text } from '../../shared/model/fields';
import type { Field } from '../../shared/model/operation';

/** What an account has wherever one is made or changed. */

/** What a user keeps with Simplify on, wherever one is answered. */
export const USER = [
	'id',
	'username',
	'email',
	'first_name',
	'last_name',
	'nickname',
	'position',
	'roles',
	'is_bot',
	'delete_at',
];

const events = { all: 'All', mention: 'Mentions', none: 'None' };
const onOff = (name: string, description: string, extra: Partial<Field> = {}) =>
	flag(name, description, { asString: true, ...extra });

/** Servers keep all notification settings as texts. */
export const notifyProps = group(
	'notify_props',
	'Notification settings of the user',
	[
		onOff('email', 'Whether to send email notifications'),
		choice('push', events, 'When to send push notifications'),
		choice('desktop', events, 'When to send desktop notifications'),
		onOff('desktop_sound', 'Whether desktop notifications play a sound'),
		text('mention_keys', 'Words that count as a mention, comma-separated'),
		onOff('channel', 'Whether @channel, @here and @all count as a mention'),
		onOff('first_name', 'Whether the first name counts as a mention'),
		choice(
			'push_status',
			{ online: 'Always', away: 'Away or Offline', offline: 'Offline' },
			'In which status of the user to send push notifications',
		),
		onOff('auto_responder_active', 'Whether to send the out-of-office reply', {
			label: 'Auto Responder',
		}),
		text('auto_responder_message', 'Text of the out-of-office reply', {
			rows: 2,
		}),
		choice('push_threads', events, 'When to send push notifications about replies'),
		choice('desktop_threads', events, 'When to send desktop notifications about replies'),
		choice('email_threads', events, 'When to send email notifications about replies'),
		choice(
			'comments',
			{ never: 'Never', root: 'Own Threads', any: 'All Threads with Me' },
			'Which replies count as a mention',
		),
	],
	{ label: 'Notifications' },
);
export const timezone = group(
	'timezone',
	'Time zone of the user',
	[
		onOff('useAutomaticTimezone', 'Whether to use the time zone of the device', {
			label: 'Automatic',
		}),
		text('manualTimezone', 'Time zone chosen by the user', {
			label: 'Chosen Time Zone',
			placeholder: 'e.g. Europe/Berlin',
		}),
		text('automaticTimezone', 'Time zone reported by the device', {
			label: 'Time Zone of Device',
			placeholder: 'e.g. Europe/Berlin',
		}),
	],
	{ label: 'Time Zone' },
);
