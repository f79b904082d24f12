import type { Step } from './types';
import { attachments } from './stories/attachments';
import { events } from './stories/events';
import { lists } from './stories/lists';
import { integrations } from './stories/integrations';
import { oauth2 } from './stories/oauth2';
import { rateLimit } from './stories/rateLimit';
import { texts } from './stories/texts';

/** The story behind each recorded file. */
export const STORIES: Record<string, Step[]> = {
	'lists.json': lists,
	'attachments.json': attachments,
	'events.json': events,
	'integrations.json': integrations,
	'oauth2.json': oauth2,
	'texts.json': texts,
	'rateLimit.json': rateLimit,
};

/** Files in a folder of recordings that hold what was observed, not what operations are answered. */
export const OBSERVED_FILES = Object.keys(STORIES);

/** Files that a new recording of operations leaves as they are. */
export const KEPT_FILES = [...OBSERVED_FILES, 'mentions.json'];
