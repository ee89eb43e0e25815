import { packRuns } from '../../store/history.ts';
import { saveBlob } from '../../ui/saveBlob.ts';
import type { NamedRun } from './runName.ts';

/** Saves finished runs as one file, named after the run or after how many they are. */
export async function exportRuns(runs: readonly NamedRun[]): Promise<void> {
  const file = await packRuns(runs.map(({ id }) => id));
  if (file === null) return;
  const [first] = runs;
  const name = runs.length === 1 && first !== undefined ? first.title : String(runs.length);
  saveBlob(file, `tabtune-runs-${name.replace(/[^\p{L}\p{N}_-]+/gu, '-')}.zip`);
}
