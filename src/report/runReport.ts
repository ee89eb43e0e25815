import type { RunRecord } from '../run/record.ts';
import { verdictText } from '../run/verdictText.ts';
import type { Block, ReportDocument } from './document.ts';
import { toHtml } from './html.ts';
import { asJudged, withTexts } from './judged.ts';
import { toMarkdown } from './markdown.ts';
import { comparisonSection } from './sections/comparison.ts';
import { errorsSection } from './sections/errors.ts';
import { limitsSection } from './sections/limits.ts';
import { predictionsSection } from './sections/predictions.ts';
import { recipeSection } from './sections/recipe.ts';
import { settingsSection } from './sections/settings.ts';
import { sourcesSection } from './sections/sources.ts';
import { trainingSection } from './sections/training.ts';
import { trialsSection } from './sections/trials.ts';
import { counted } from './sections/words.ts';

export interface ReportOptions {
  /** false: no question, reference or answer, and no word out of one. */
  readonly text: boolean;
}

export const REPORT_FORMATS = ['html', 'md'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** One format of the report of a run, as the text of its file. */
export function writeReport(run: RunRecord, format: ReportFormat, options: ReportOptions): string {
  const report = runReport(asJudged(run), options);
  return format === 'html' ? toHtml(report) : toMarkdown(report);
}

/** Everything that run.json says, as a paper's supplement would have it. Every figure is that of run.json; nothing is measured anew. */
function runReport(run: RunRecord, options: ReportOptions): ReportDocument {
  const { base, data, versions, startedAt, gpu, evaluation } = run;
  return {
    title: `${base.id} fine-tuned on ${data.origin.files.join(', ')}`,
    subtitle:
      `Report of a run of ${startedAt.slice(0, 10)} on ${gpu.name}${gpu.software ? ' (software)' : ''}, by TabTune ${versions['tabtune'] ?? ''}`.trim(),
    blocks: [
      { kind: 'paragraph', tone: 'lead', text: verdictText(evaluation.comparison) },
      privacy(run, options),
      ...trialsSection(run),
      ...trainingSection(run),
      ...comparisonSection(run),
      ...errorsSection(run),
      ...predictionsSection(run, options),
      ...settingsSection(run),
      ...recipeSection(run),
      ...sourcesSection(run),
      ...limitsSection(run),
    ],
  };
}

/** Says what of the rows stands in the file, for whoever passes it on. */
function privacy(run: RunRecord, { text }: ReportOptions): Block {
  const { config } = run;
  const held = text ? withTexts(run).length : 0;
  const sentence =
    held > 0
      ? `This file holds text of ${counted(held, 'test row')} and the answers to them. Pass it on only where the rows may go.`
      : 'This file holds no text of a row and no answer.';
  const names = config.stratify === null ? '' : ` It names the values of the column ${config.stratify}.`;
  return { kind: 'paragraph', tone: 'note', text: `${sentence}${names} Research demonstration. Not medical advice.` };
}
