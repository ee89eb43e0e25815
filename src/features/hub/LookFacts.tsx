import { text } from '../../app/messages/en.ts';
import { formatBytes } from '../../lib/format.ts';
import { useGetModel } from '../../store/getModel.ts';
import { roomFor } from '../../store/hubRoom.ts';
import { type Figure, Figures } from '../../ui/Figures.tsx';
import { Notice } from '../../ui/Notice.tsx';
import type { ModelLook } from '../../workers/hubApi.ts';
import classes from './Hub.module.css';

const words = text.getModel;

export function LookFacts({ look }: { readonly look: ModelLook }) {
  const { model, support, refused, keptBytes, complete } = look;
  const endpoint = useGetModel(({ place }) => place.endpoint);
  const freeBytes = useGetModel(({ space }) => space.freeBytes);
  const room = roomFor(look, freeBytes);
  return (
    <>
      <Figures label={model.id} figures={figuresOf(look, freeBytes)} />
      {!complete && keptBytes > 0 && <p className={classes.quiet}>{words.partly(keptBytes)}</p>}
      {support.kind === 'unsupported' && (
        <Notice tone="error" word={words.unsupported}>
          {support.message}
        </Notice>
      )}
      {support.kind === 'unknown' && <p className={classes.quiet}>{words.unknownSupport}</p>}
      {refused !== null && (
        <Notice
          tone="warning"
          word={words.refused}
          action={
            <a href={`${endpoint}/${model.id}`} target="_blank" rel="noreferrer">
              {words.pageOfModel}
            </a>
          }
        >
          {refused.message}
        </Notice>
      )}
      {room.kind === 'none' && freeBytes !== null && (
        <Notice tone="warning" word={words.noRoomTitle}>
          {words.noRoom(room.needBytes, freeBytes)}
        </Notice>
      )}
      {room.kind === 'model' && <p className={classes.quiet}>{words.noRoomForForm}</p>}
    </>
  );
}

function figuresOf({ model, support, refused }: ModelLook, freeBytes: number | null): readonly Figure[] {
  const { figures } = words;
  const known = support.kind === 'supported' ? support : null;
  const gate = model.gated ? (refused === null ? 'passed' : 'closed') : 'open';
  return [
    { label: figures.size, value: formatBytes(model.sizeBytes), note: figures.sizeNote(model.files.length) },
    ...(known === null
      ? []
      : [
          {
            label: figures.parameters,
            value: figures.millions(known.parameters),
            note: words.formNote(known.formBytes),
          },
        ]),
    { label: figures.architecture, value: known?.family ?? model.architecture ?? figures.unknown },
    { label: figures.licence, value: model.licence ?? figures.licenceNone },
    { label: figures.gate, value: figures.gates[gate] },
    { label: figures.version, value: model.commit.slice(0, 12) },
    { label: figures.free, value: freeBytes === null ? figures.unknown : formatBytes(freeBytes) },
  ];
}
