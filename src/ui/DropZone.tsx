import { Button } from '@mantine/core';
import { IconFileSpreadsheet } from '@tabler/icons-react';
import { type DragEvent, useRef, useState } from 'react';
import classes from './DropZone.module.css';

/** A place to drop files, with a button for everybody who does not drag. */
export function DropZone({ title, hint, button, accept, onFiles }: DropZoneProps) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const leave = () => setOver(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    event.stopPropagation();
    leave();
    const files = [...event.dataTransfer.files];
    if (files.length > 0) onFiles(files);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping is an extra for the mouse; the button does the same
    <div
      className={classes.zone}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={leave}
      onDrop={drop}
    >
      <IconFileSpreadsheet size={28} stroke={1.25} aria-hidden />
      <div>
        <p className={classes.title}>{title}</p>
        <p className={classes.hint}>{hint}</p>
      </div>
      <Button variant="default" size="md" onClick={() => input.current?.click()}>
        {button}
      </Button>
      <input
        ref={input}
        type="file"
        multiple
        accept={accept}
        hidden
        aria-label={title}
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          // The same file again must count as a change.
          event.currentTarget.value = '';
          if (files.length > 0) onFiles(files);
        }}
      />
    </div>
  );
}

interface DropZoneProps {
  readonly title: string;
  readonly hint: string;
  readonly button: string;
  readonly accept: string;
  readonly onFiles: (files: readonly File[]) => void;
}
