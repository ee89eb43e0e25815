import { text } from '../../app/messages/en.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { makeReport, reportName } from '../../store/reports.ts';
import { ReportPanel } from '../../ui/ReportPanel.tsx';
import { Section } from '../../ui/Section.tsx';

/** Tables and figures of the run as a document, beside its files. */
export function Report({ run }: { readonly run: FinishedRun }) {
  return (
    <Section id="report" title={text.report.title}>
      <ReportPanel
        formats={['html', 'md'] as const}
        make={(format, texts) => makeReport(run, format, texts)}
        nameOf={(format) => reportName(run, format)}
        holds={text.report.holds(run.facts.predictions.length)}
        labels={text.report}
      />
    </Section>
  );
}
