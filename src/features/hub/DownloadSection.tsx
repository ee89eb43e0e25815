import { text } from '../../app/messages/en.ts';
import { type DownloadState, useGetModel } from '../../store/getModel.ts';
import { leftMs, rateOf } from '../../store/transferRate.ts';
import { Meter } from '../../ui/Meter.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { Section } from '../../ui/Section.tsx';
import classes from './Hub.module.css';
import { PolicyHint } from './PolicyHint.tsx';

const words = text.getModel;

/** How far the download is; nothing before there is one. */
export function DownloadSection() {
  const download = useGetModel((state) => state.download);
  if (download.kind === 'none' || download.kind === 'paused') return null;
  return (
    <Section id="download" title={words.progressTitle}>
      <div className={classes.stack}>
        {download.kind === 'running' && <Running download={download} />}
        {download.kind === 'failed' && (
          <Notice tone="error" word={words.failed}>
            <p>{download.failure.message}</p>
            <PolicyHint />
          </Notice>
        )}
        {download.kind === 'done' && (
          <Notice tone="info" word={words.doneTitle}>
            {words.done}
          </Notice>
        )}
      </div>
    </Section>
  );
}

function Running({ download }: { readonly download: Extract<DownloadState, { kind: 'running' }> }) {
  const { wanted, progress, samples } = download;
  if (progress === null) return <Meter label={wanted.id} detail={words.starting} fraction={null} />;
  const { doneBytes, totalBytes, file, fileBytes, checkedBytes, trouble } = progress;
  const rate = rateOf(samples);
  const left = leftMs(samples, totalBytes);
  const line =
    checkedBytes === null
      ? [
          words.fileNow(file),
          ...(rate === null ? [] : [words.rate(rate)]),
          ...(left === null ? [] : [words.left(left)]),
        ]
      : [words.checking(file, checkedBytes / Math.max(1, fileBytes))];
  return (
    <>
      <div className={classes.wide}>
        <Meter
          label={wanted.id}
          detail={words.progress(doneBytes, totalBytes)}
          fraction={totalBytes === 0 ? null : doneBytes / totalBytes}
        />
      </div>
      <p className={classes.quiet}>{line.join(', ')}</p>
      {trouble !== null && <Notice tone="warning">{words.trouble(trouble)}</Notice>}
      <p className={classes.quiet}>{words.stays}</p>
    </>
  );
}
