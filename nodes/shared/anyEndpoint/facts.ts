import type { Field } from '../model/operation';
import type { Endpoint } from './format';

/** What is known about a value in addition to its type. */
export type ValueFacts = Partial<Pick<Field, 'picker' | 'longest' | 'inBytes' | 'refine'>>;

/**
 * Details of an endpoint's values.
 * @param at where the value stands, without the rows of lists: `path.channel_id`,
 * `body.post.message`, `body` for an entry of a bare array
 */
export type FactsOf = (endpoint: Endpoint, at: string) => ValueFacts | undefined;
