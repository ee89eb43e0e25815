import { type DragEvent, useState } from 'react';
import { text } from '../../app/messages/en.ts';
import { openModelFiles, useModels } from '../../store/models.ts';
import { droppedFiles } from '../../ui/droppedFiles.ts';
import { FilesButton } from '../../ui/FilesButton.tsx';
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
        <FilesButton label={text.model.openFolder} folder onFiles={(files) => void openModelFiles(files)} />
        <FilesButton label={text.model.openGguf} accept=".gguf" onFiles={(files) => void openModelFiles(files)} />
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
