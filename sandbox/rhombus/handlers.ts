import type { Table } from './api';
import { events } from './events';
import { feeds } from './feeds';
import { footage, footageSites } from './footage';
import { integrations } from './integrations';
import { media } from './media';
import { organization } from './organization';
import { outcomes } from './outcomes';

/** Handlers by the path below /api. */
export const handlers: Table = {
	...organization,
	...events,
	...integrations,
	...outcomes,
	...feeds,
	...footage,
};

/** Handlers by `METHOD /path` for what lies outside /api: media. */
export const siteHandlers: Table = { ...media, ...footageSites };
