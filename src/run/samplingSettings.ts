/** How answers are drawn outside of a run: the flags of `generate` and the controls of the chat. */
import { UserError } from '../lib/errors.ts';
import { number, type Setting } from './setting.ts';

/** Unlike those of a run, these settings change nothing about a model: they are asked for with every answer. */
export const SAMPLING_SETTINGS = {
  temperature: number({
    flag: 'temperature',
    group: 'model',
    label: 'Temperature',
    initial: 0,
    min: 0,
    max: 2,
    help: 'How freely tokens are drawn: 1 by the model’s own probabilities, less is more cautious, 0 always the likeliest token.',
  }),
  topP: number({
    flag: 'top-p',
    group: 'model',
    label: 'Top-p',
    initial: 1,
    min: 0.01,
    max: 1,
    help: 'Draws only from the likeliest tokens that make up this share of the probability together; 1: from all.',
  }),
  strength: number({
    flag: 'adapter-strength',
    group: 'model',
    label: 'Adapter strength',
    initial: 1,
    min: 0,
    max: 1.5,
    help: 'How much of the adapter is added to the base: 0 is the base, 1 what was trained, above 1 more of the same.',
  }),
} as const satisfies Readonly<Record<string, Setting<number>>>;

export type SamplingKey = keyof typeof SAMPLING_SETTINGS;

/** A value from a command line or a form, judged. @throws UserError naming the flag and what is allowed. */
export function checkSampling(key: SamplingKey, value: unknown): number {
  const { schema, flag, allowed } = SAMPLING_SETTINGS[key];
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new UserError(`${JSON.stringify(value)} is not allowed`, { where: `--${flag}`, remedy: `Give ${allowed}.` });
}
