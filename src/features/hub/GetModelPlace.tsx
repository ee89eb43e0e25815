import { useEffect } from 'react';
import { text } from '../../app/messages/en.ts';
import { useGetModel, watchKept } from '../../store/getModel.ts';
import { PlaceHeading } from '../../ui/PlaceHeading.tsx';
import { ChooseSection } from './ChooseSection.tsx';
import { ConnectSection } from './ConnectSection.tsx';
import { DownloadSection } from './DownloadSection.tsx';
import { GetBar } from './GetBar.tsx';
import classes from './Hub.module.css';
import { KeptSection } from './KeptSection.tsx';
import { LookSection } from './LookSection.tsx';
import { TokenSection } from './TokenSection.tsx';

/** From a name to a model that is kept in this browser. */
export function GetModelPlace() {
  const busy = useGetModel(({ download }) => download.kind === 'running');
  useEffect(watchKept, []);
  useEffect(() => {
    if (!busy) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', warn);
    return () => window.removeEventListener('beforeunload', warn);
  }, [busy]);
  return (
    <>
      <PlaceHeading intro={text.getModel.intro}>{text.getModel.title}</PlaceHeading>
      <div className={classes.columns}>
        <div>
          <ChooseSection />
          <LookSection />
          <DownloadSection />
        </div>
        <div>
          <KeptSection />
          <TokenSection />
          <ConnectSection />
        </div>
      </div>
      <GetBar />
    </>
  );
}
