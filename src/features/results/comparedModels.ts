import { text } from '../../app/messages/en.ts';
import type { ComparisonRecord, FewShotRecord } from '../../run/events.ts';
import type { ComparedModel } from './PartComparison.tsx';

/** Base, base with examples where it was measured, and tuned. */
export function modelsOf({ base, tuned }: ComparisonRecord, fewShot: FewShotRecord | null): ComparedModel[] {
  return [
    { key: 'base', name: text.results.base, model: 'base', loss: base },
    ...(fewShot
      ? [
          {
            key: 'fewShot',
            name: text.results.fewShot(fewShot.shots),
            model: 'base' as const,
            loss: fewShot.comparison.base,
          },
        ]
      : []),
    { key: 'tuned', name: text.results.tuned, model: 'tuned', loss: tuned },
  ];
}

/** The highest perplexity that is drawn. */
export function highestOf(models: readonly ComparedModel[]): number {
  return Math.exp(Math.max(...models.map(({ loss }) => loss.high)));
}
