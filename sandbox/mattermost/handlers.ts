import type { Table } from './api';
import { channels } from './channels';
import { files, publicFiles } from './files';
import { hooks, incoming } from './hooks';
import { integrations } from './integrations';
import { authorization, oauthApps } from './oauth';
import { later } from './later';
import { posts } from './posts';
import { system } from './system';
import { teams } from './teams';
import { threads } from './threads';
import { users } from './users';

/** Handlers by `METHOD /path` below /api/v4. */
export const handlers: Table = {
	...users,
	...teams,
	...channels,
	...posts,
	...later,
	...threads,
	...files,
	...hooks,
	...integrations,
	...oauthApps,
	...system,
};

/** Handlers by `METHOD /path` below the site URL; these check who asks by themselves. */
export const siteHandlers: Table = {
	...incoming,
	...publicFiles,
	...authorization,
};
