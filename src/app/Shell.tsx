import { lazy, Suspense, useEffect, useRef } from 'react';
import { RecoveryBanner } from '../features/recovery/RecoveryBanner.tsx';
import { Start } from '../features/start/Start.tsx';
import { type Address, placeHref, useAddress } from '../ui/place.ts';
import { LanguageSwitch } from './LanguageSwitch.tsx';
import { LiveProgress } from './LiveProgress.tsx';
import { Loading } from './Loading.tsx';
import { text } from './messages/en.ts';
import { Rail } from './Rail.tsx';
import classes from './Shell.module.css';
import { TopBar } from './TopBar.tsx';
import { Tour } from './Tour.tsx';
import { UpdateNotice } from './UpdateNotice.tsx';
import { useWindowDuties } from './useWindowDuties.ts';

const DataPlace = lazy(() => import('../features/data/DataPlace.tsx').then((m) => ({ default: m.DataPlace })));
const ModelPlace = lazy(() => import('../features/model/ModelPlace.tsx').then((m) => ({ default: m.ModelPlace })));
const TrainPlace = lazy(() => import('../features/train/TrainPlace.tsx').then((m) => ({ default: m.TrainPlace })));
const ResultsPlace = lazy(() =>
  import('../features/results/ResultsPlace.tsx').then((m) => ({ default: m.ResultsPlace })),
);
const ChatPlace = lazy(() => import('../features/chat/ChatPlace.tsx').then((m) => ({ default: m.ChatPlace })));
const MissingModel = lazy(() =>
  import('../features/export/MissingModel.tsx').then((m) => ({ default: m.MissingModel })),
);
const ExportPlace = lazy(() => import('../features/export/ExportPlace.tsx').then((m) => ({ default: m.ExportPlace })));
const PrivacyPlace = lazy(() =>
  import('../features/privacy/PrivacyPlace.tsx').then((m) => ({ default: m.PrivacyPlace })),
);
const StoredSection = lazy(() =>
  import('../features/privacy/StoredSection.tsx').then((m) => ({ default: m.StoredSection })),
);
const HistoryRuns = lazy(() => import('./HistoryRuns.tsx').then((m) => ({ default: m.HistoryRuns })));
const HelpPlace = lazy(() => import('../features/help/HelpPlace.tsx').then((m) => ({ default: m.HelpPlace })));
const RecordedRun = lazy(() => import('./RecordedRun.tsx').then((m) => ({ default: m.RecordedRun })));

/** Top bar, rail, and the place that the address names. */
export function Shell() {
  const { place, section } = useAddress();
  const main = useRef<HTMLElement>(null);
  useWindowDuties();
  // A section scrolls to itself once it is there.
  const opened = section === null ? place : null;
  useEffect(() => {
    if (opened !== null) window.scrollTo(0, 0);
  }, [opened]);
  return (
    <div className={classes.shell}>
      <button type="button" className={classes.skip} onClick={() => main.current?.focus()}>
        {text.app.skip}
      </button>
      <TopBar />
      <Rail place={place} />
      <main ref={main} tabIndex={-1} className={classes.main}>
        <UpdateNotice />
        <div className={classes.place} key={place}>
          {(place === 'start' || place === 'train') && <RecoveryBanner />}
          <Suspense fallback={<Loading />}>
            <PlaceContent place={place} section={section} />
          </Suspense>
        </div>
        <footer className={classes.footer}>
          <span>
            {text.app.footer} <a href={placeHref('help')}>{text.app.words}</a>
          </span>{' '}
          <LanguageSwitch />
        </footer>
      </main>
      <LiveProgress />
      <Tour />
    </div>
  );
}

function PlaceContent({ place, section }: Address) {
  switch (place) {
    case 'start':
      return <Start />;
    case 'data':
      return <DataPlace />;
    case 'model':
      return <ModelPlace />;
    case 'train':
      return <TrainPlace />;
    case 'results':
      return <ResultsPlace />;
    case 'chat':
      return <ChatPlace missing={(model) => <MissingModel model={model} />} />;
    case 'export':
      return <ExportPlace stored={<StoredSection />} />;
    case 'history':
      return <HistoryRuns />;
    case 'privacy':
      return <PrivacyPlace />;
    case 'help':
      return <HelpPlace />;
    case 'recorded':
      return <RecordedRun section={section} />;
  }
}
