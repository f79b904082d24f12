/** Parts of a delivery that act as keys: whoever has them can open forms and answer in a person's place. */
export const ANSWER_SECRETS = ['trigger_id', 'response_url'];
