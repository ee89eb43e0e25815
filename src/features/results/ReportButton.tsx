import { Button, Popover } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import type { FinishedRun } from '../../store/finishedRuns.ts';
import { makeReport, reportName } from '../../store/reports.ts';
import { ReportPanel } from '../../ui/ReportPanel.tsx';

/** The way to the report of the run in view: a panel over the bar. */
export function ReportButton({ run }: { readonly run: FinishedRun }) {
  return (
    <Popover width="min(360px, calc(100vw - 32px))" position="top-end" withinPortal trapFocus returnFocus>
      <Popover.Target>
        <Button variant="default">{text.report.open}</Button>
      </Popover.Target>
      <Popover.Dropdown aria-label={text.report.title}>
        <ReportPanel
          formats={['html', 'md'] as const}
          make={(format, texts) => makeReport(run, format, texts)}
          nameOf={(format) => reportName(run, format)}
          holds={text.report.holds(run.facts.predictions.length)}
          labels={text.report}
        />
      </Popover.Dropdown>
    </Popover>
  );
}
