import type { AnswerPlace } from './reviewRecord.ts';

/** Names an answer. */
export const placeKey = ({ index, model }: AnswerPlace): string => `${index}/${model}`;
