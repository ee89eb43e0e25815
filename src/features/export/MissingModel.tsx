import { text } from '../../app/messages/en.ts';
import { openModelAgain, useModels } from '../../store/models.ts';
import { FilesButton } from '../../ui/FilesButton.tsx';
import { Notice } from '../../ui/Notice.tsx';
import classes from './Export.module.css';

/** Asks for the files of a model that was opened before the page was reloaded. */
export function MissingModel({ model }: { readonly model: string }) {
  const opening = useModels((state) => state.opening);
  return (
    <>
      <Notice tone="warning" word={text.forms.missing(model)}>
        {text.forms.missingHint}
      </Notice>
      <div className={classes.actions}>
        <FilesButton label={text.forms.openFolder} folder onFiles={(files) => void openModelAgain(model, files)} />
        <FilesButton
          label={text.forms.openGguf}
          accept=".gguf"
          onFiles={(files) => void openModelAgain(model, files)}
        />
        <span role="status">{opening === 'working' && text.forms.opening}</span>
      </div>
      {typeof opening === 'object' && (
        <Notice tone="error" word={text.model.notOpened}>
          {opening.message}
        </Notice>
      )}
    </>
  );
}
