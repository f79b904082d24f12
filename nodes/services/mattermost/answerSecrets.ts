/** What of a delivery lets in whoever has it: it opens forms and answers in a person's place. */
export const ANSWER_SECRETS = ['trigger_id', 'response_url'];
