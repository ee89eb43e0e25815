export interface DroppedFile {
  /** With the folders that were dropped: `my-model/config.json`. */
  readonly path: string;
  readonly file: File;
}

/** Model folders have some tens of files; more is a folder dropped by mistake, like a whole disk. */
const MOST_FILES = 2000;

/** The files of a drop, those in folders included. The transfer must be read at once, during the event. */
export function droppedFiles(transfer: DataTransfer): Promise<DroppedFile[]> {
  const entries = Array.from(transfer.items, (item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return Promise.resolve(Array.from(transfer.files, (file) => ({ path: file.name, file })));
  return collect(entries);
}

async function collect(entries: readonly FileSystemEntry[]): Promise<DroppedFile[]> {
  const files: DroppedFile[] = [];
  const waiting = [...entries];
  for (let entry = waiting.shift(); entry !== undefined && files.length < MOST_FILES; entry = waiting.shift()) {
    if (entry.isFile)
      files.push({ path: entry.fullPath.replace(/^\//, ''), file: await fileOf(entry as FileSystemFileEntry) });
    else waiting.push(...(await childrenOf(entry as FileSystemDirectoryEntry)));
  }
  return files;
}

function fileOf(entry: FileSystemFileEntry): Promise<File> {
  return new Promise((resolve, reject) => entry.file(resolve, reject));
}

/** A reader hands out a hundred at a time, and none at the end. */
async function childrenOf(entry: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = entry.createReader();
  const all: FileSystemEntry[] = [];
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return all;
    all.push(...some);
  }
}
