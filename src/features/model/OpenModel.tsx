import { Button } from '@mantine/core';
import { type DragEvent, useRef, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { openModelFiles, useModels } from '../../store/models.ts';
import { droppedFiles } from '../../ui/droppedFiles.ts';
import { Notice } from '../../ui/Notice.tsx';
import classes from './Model.module.css';

/** Opens a folder or a GGUF file: dropped here, or chosen with a button. */
export function OpenModel() {
  const opening = useModels((state) => state.opening);
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    // Elsewhere on the page a dropped file is a table.
    event.stopPropagation();
    setOver(false);
    void droppedFiles(event.dataTransfer).then(openModelFiles);
  };
  return (
    <fieldset
      className={classes.open}
      data-over={over || undefined}
      onDragOver={(event) => {
        event.preventDefault();
        event.stopPropagation();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      <legend className={classes.legend}>{text.model.openTitle}</legend>
      <p className={classes.quiet}>{text.model.openHint}</p>
      <div className={classes.openButtons}>
        <FilesButton label={text.model.openFolder} folder />
        <FilesButton label={text.model.openGguf} accept=".gguf" />
      </div>
      <div aria-live="polite">
        {opening === 'working' && <p className={classes.quiet}>{text.model.opening}</p>}
        {typeof opening === 'object' && (
          <Notice tone="error" word={text.model.notOpened}>
            {opening.message}
          </Notice>
        )}
      </div>
    </fieldset>
  );
}

function FilesButton({ label, accept, folder = false }: FilesButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <Button variant="default" onClick={() => input.current?.click()}>
        {label}
      </Button>
      <input
        ref={input}
        type="file"
        hidden
        aria-label={label}
        {...(accept !== undefined && { accept })}
        {...(folder && { webkitdirectory: '' })}
        onChange={(event) => {
          const files = Array.from(event.currentTarget.files ?? [], (file) => ({
            path: file.webkitRelativePath || file.name,
            file,
          }));
          // The same choice again must count as a change.
          event.currentTarget.value = '';
          void openModelFiles(files);
        }}
      />
    </>
  );
}

interface FilesButtonProps {
  readonly label: string;
  readonly accept?: string;
  readonly folder?: boolean;
}
