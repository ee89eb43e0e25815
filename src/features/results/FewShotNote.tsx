import { text } from '../../app/messages/en.ts';
import type { FewShotAnswerRecord, FewShotRecord } from '../../run/events.ts';

/** Was tuning worth it? The tuned model against the base that is shown how answers look. */
export function FewShotNote({ fewShot, answers }: FewShotNoteProps) {
  const { shots, asked, comparison } = fewShot;
  const count = (name: FewShotAnswerRecord['judged']['class']) =>
    answers.filter(({ judged }) => judged.class === name).length;
  return (
    <p>
      {text.results.worth(comparison.change, shots, Math.exp(comparison.base.value), Math.exp(comparison.tuned.value))}{' '}
      {shots < asked && `${text.results.fewShotFewer(asked)} `}
      {answers.length > 0 && text.results.fewShotCounts(count('matches'), count('vague'), count('wrong'))}
    </p>
  );
}

interface FewShotNoteProps {
  readonly fewShot: FewShotRecord;
  readonly answers: readonly FewShotAnswerRecord[];
}
