import type { Table } from './api';
import { system } from './system';

/** Handlers by `METHOD /path` below /api/v4. */
export const handlers: Table = { ...system };

/** Handlers by `METHOD /path` below the site URL; these check who asks by themselves. */
export const siteHandlers: Table = {};
