import { Button } from '@mantine/core';
import { useRef } from 'react';
import type { DroppedFile } from './droppedFiles.ts';

/** A button that asks for a folder, or for files that `accept` names. */
export function FilesButton({ label, accept, folder = false, multiple = false, onFiles }: FilesButtonProps) {
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
        multiple={multiple}
        {...(accept !== undefined && { accept })}
        {...(folder && { webkitdirectory: '' })}
        onChange={(event) => {
          const files = Array.from(event.currentTarget.files ?? [], (file) => ({
            path: file.webkitRelativePath || file.name,
            file,
          }));
          // The same choice again must count as a change.
          event.currentTarget.value = '';
          onFiles(files);
        }}
      />
    </>
  );
}

interface FilesButtonProps {
  readonly label: string;
  readonly accept?: string;
  readonly folder?: boolean;
  readonly multiple?: boolean;
  readonly onFiles: (files: readonly DroppedFile[]) => void;
}
