import type { Table } from './api';
import { dialogs } from './callbacks';
import { administration } from './administration';
import { channels } from './channels';
import { files, publicFiles } from './files';
import { groups } from './groups';
import { history } from './history';
import { hooks, incoming } from './hooks';
import { integrations } from './integrations';
import { authorization, oauthApps } from './oauth';
import { later } from './later';
import { posts } from './posts';
import { plugins } from './plugins';
import { reading } from './reading';
import { recaps } from './recaps';
import { reports } from './reports';
import { sidebar } from './sidebar';
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
	...history,
	...reading,
	...administration,
	...later,
	...threads,
	...files,
	...hooks,
	...integrations,
	...dialogs,
	...oauthApps,
	...system,
	...sidebar,
	...reports,
	...groups,
	...plugins,
	...recaps,
};

/** Handlers by `METHOD /path` below the site URL; these check who asks by themselves. */
export const siteHandlers: Table = {
	...incoming,
	...publicFiles,
	...authorization,
};
