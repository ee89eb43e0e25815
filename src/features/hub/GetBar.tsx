import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { text } from '../../app/messages/en.ts';
import {
  downloadModel,
  type GetModelState,
  nameOf,
  pauseDownload,
  removeKept,
  useGetModel,
} from '../../store/getModel.ts';
import { roomFor } from '../../store/hubRoom.ts';
import { ActionBar } from '../../ui/ActionBar.tsx';
import type { WantedModel } from '../../workers/hubApi.ts';

const words = text.getModel;

/** One sentence of state and what comes next. */
export function GetBar() {
  const state = useGetModel();
  const { sentence, children } = barOf(state);
  return <ActionBar sentence={sentence}>{children}</ActionBar>;
}

interface Bar {
  readonly sentence: string;
  readonly children?: ReactNode;
}

function barOf(state: GetModelState): Bar {
  const { download } = state;
  switch (download.kind) {
    case 'running':
      return {
        sentence: words.barRunning(nameOf(download.wanted)),
        children: (
          <Button variant="default" disabled={download.stopping} onClick={pauseDownload}>
            {download.stopping ? words.pausing : words.pause}
          </Button>
        ),
      };
    case 'paused':
      return { sentence: words.barPaused(nameOf(download.wanted)), children: <Unfinished wanted={download.wanted} /> };
    case 'failed':
      return { sentence: words.barFailed(nameOf(download.wanted)), children: <Unfinished wanted={download.wanted} /> };
    case 'done':
      return { sentence: words.barHere(nameOf(download.wanted)), children: <Back /> };
    case 'none':
      return lookBar(state);
  }
}

function lookBar({ look, space }: GetModelState): Bar {
  if (look.kind === 'working') return { sentence: words.barLooking };
  if (look.kind !== 'ready') return { sentence: words.barChoose };
  const { wanted } = look;
  const { model, support, refused, keptBytes, complete } = look.look;
  if (complete) return { sentence: words.barHere(nameOf(wanted)), children: <Back /> };
  if (support.kind === 'unsupported') return { sentence: words.barUnsupported };
  if (refused !== null) return { sentence: words.barRefused };
  const name = nameOf(wanted);
  const room = roomFor(look.look, space.freeBytes).kind;
  return {
    // Browsers tell of their room only roughly, some never more than a few GB: a person may try.
    sentence: room === 'none' ? words.barNoRoom(name) : words.barReady(name, model.licence),
    children: <Button onClick={() => void downloadModel(wanted)}>{words.download(model.sizeBytes - keptBytes)}</Button>,
  };
}

function Back() {
  return (
    <Button component="a" href="./#/model">
      {words.back}
    </Button>
  );
}

/** What came so far is kept: go on, or be rid of it. */
function Unfinished({ wanted }: { readonly wanted: WantedModel }) {
  const part = useGetModel(({ kept }) =>
    kept === null || 'message' in kept ? undefined : kept.find((model) => isSame(model, wanted)),
  );
  return (
    <>
      {part !== undefined && (
        <Button variant="default" onClick={() => void removeKept(part)}>
          {words.cancel}
        </Button>
      )}
      <Button onClick={() => void downloadModel(wanted)}>{words.goOn}</Button>
    </>
  );
}

function isSame(a: WantedModel, b: WantedModel): boolean {
  return a.id === b.id && a.commit === b.commit && a.file === b.file;
}
