import type { DispatchTime } from '../gpu/timing.ts';
import type { TokenRow } from '../types.ts';
import { packBatch, writeInputs } from './inputs.ts';
import type { Session } from './session.ts';

/** Time of each dispatch of one training micro-batch, after an untimed one; the adapter's gradients are added to, its weights stay. */
export async function profileStep(session: Session, rows: readonly TokenRow[]): Promise<DispatchTime[]> {
  const batch = packBatch(rows);
  writeInputs(session.gpu, session.memory, session.work.inputs, batch);
  const program = session.program('train');
  const frame = { ...batch, count: batch.rows };
  await program.run(frame);
  await session.queue.idle();
  return program.time(frame);
}
