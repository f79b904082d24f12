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
	'When the user is notified',
	[
		onOff('email', 'Whether e-mails are sent'),
		choice('push', events, 'When phones are notified'),
		choice('desktop', events, 'When desktops are notified'),
		onOff('desktop_sound', 'Whether desktops make a sound'),
		text('mention_keys', 'Words that count as a mention, comma-separated'),
		onOff('channel', 'Whether @channel, @here and @all count as a mention'),
		onOff('first_name', 'Whether the first name counts as a mention'),
		choice(
			'push_status',
			{ online: 'Always', away: 'Away or Offline', offline: 'Offline' },
			'In which state of the user phones are notified',
		),
		onOff('auto_responder_active', 'Whether the out of office answer is sent', {
			label: 'Auto Responder',
		}),
		text('auto_responder_message', 'Answer that is sent while the user is out of office', {
			rows: 2,
		}),
		choice('push_threads', events, 'When phones are notified about replies'),
		choice('desktop_threads', events, 'When desktops are notified about replies'),
		choice('email_threads', events, 'When e-mails are sent about replies'),
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
	'Where the user is',
	[
		onOff('useAutomaticTimezone', 'Whether the device decides', { label: 'Automatic' }),
		text('manualTimezone', 'Time zone that the user chose', {
			label: 'Chosen Time Zone',
			placeholder: 'e.g. Europe/Berlin',
		}),
		text('automaticTimezone', 'Time zone that the device told', {
			label: 'Time Zone of Device',
			placeholder: 'e.g. Europe/Berlin',
		}),
	],
	{ label: 'Time Zone' },
);
