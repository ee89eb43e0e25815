import { fingerprint } from '../../lib/hash.ts';
import type { TokenRow } from '../types.ts';

/** Hash over ids and masks of the training and validation rows in order: a checkpoint is resumed on the same data only. */
export function fingerprintRows(train: readonly TokenRow[], validation: readonly TokenRow[]): string {
  return fingerprint(`${fingerprint(rowBytes(train))}${fingerprint(rowBytes(validation))}`);
}

function rowBytes(rows: readonly TokenRow[]): Uint8Array {
  const bytes = new Uint8Array(rows.reduce((sum, r) => sum + 4 + r.ids.length * 5, 0));
  const view = new DataView(bytes.buffer);
  let at = 0;
  for (const { ids, supervised } of rows) {
    view.setUint32(at, ids.length, true);
    at += 4;
    for (let i = 0; i < ids.length; i++, at += 5) {
      view.setUint32(at, ids[i] as number, true);
      bytes[at + 4] = supervised[i] as number;
    }
  }
  return bytes;
}
