import type { Table } from './api';

/** Handlers by the path below /api. */
export const handlers: Table = {};

/** Handlers by `METHOD /path` for what lies outside /api: media. */
export const siteHandlers: Table = {};
