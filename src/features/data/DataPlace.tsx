import { Button, FileButton } from '@mantine/core';
import { text } from '../../app/messages/en.ts';
import { openFile, useData } from '../../store/data.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import { DATA_FILES } from '../../ui/dataFiles.ts';
import { Meter } from '../../ui/Meter.tsx';
import { Notice } from '../../ui/Notice.tsx';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { NoData } from './NoData.tsx';
import { OpenData } from './OpenData.tsx';

export function DataPlace() {
  const data = useData();
  switch (data.kind) {
    case 'empty':
      return <NoData />;
    case 'reading':
      return (
        <>
          <PlaceHeading>{text.data.reading(data.fileName)}</PlaceHeading>
          <Meter
            label={text.data.reading(data.fileName)}
            detail={text.data.readingDetail(data.fraction, data.sizeBytes)}
            fraction={data.sizeBytes === 0 ? null : data.fraction}
          />
        </>
      );
    case 'failed':
      return (
        <>
          <PlaceHeading>{text.data.failed(data.fileName)}</PlaceHeading>
          <Notice tone="error">{data.failure.message}</Notice>
          <ActionBar sentence={text.data.barEmpty}>
            <FileButton multiple accept={DATA_FILES} onChange={(files) => files.length > 0 && void openFile(...files)}>
              {(props) => <Button {...props}>{text.data.otherFile}</Button>}
            </FileButton>
          </ActionBar>
        </>
      );
    case 'open':
      return <OpenData file={data.file} prepared={data.prepared} skipped={data.skipped} />;
  }
}
