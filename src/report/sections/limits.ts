import { formatNumber } from '../../lib/format.ts';
import type { RunRecord } from '../../run/record.ts';
import { type Block, heading } from '../document.ts';

/** What must not be read into the figures. */
export function limitsSection({ config, data: { origin, parts }, base, predictions, people }: RunRecord): Block[] {
  const rows = config.where.length > 0 ? `rows with ${config.where.join(' and ')}` : 'the rows of one table';
  const domain = origin.kind === 'csv' ? rows : `the rows of ${origin.files.join(', ')}`;
  return [
    heading(2, 'Limits', 'limits'),
    {
      kind: 'list',
      items: [
        `Domain covered: ${domain} (${formatNumber(parts.train.rows)} training rows), asked in the same form. Anything else is outside of what it learned.`,
        'Loss and perplexity measure how well the reference answers are foreseen, not whether an answer is true.',
        ...(predictions.length === 0
          ? []
          : [
              'Classes come from a rule on words, which knows no synonyms and no facts.' +
                (people === undefined ? ' No clinician or other expert has checked an answer.' : ''),
            ]),
        'Not medical advice. A research demonstration: for symptoms you have, contact a clinician.',
        `Licence: that of the base model (${base.licence ?? 'not stated in its folder'}) and of the rows it was trained on.`,
      ],
    },
  ];
}
