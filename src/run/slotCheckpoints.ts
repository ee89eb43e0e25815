import { type CheckpointStore, deserialiseCheckpoint, type RunCheckpoint, serialiseCheckpoint } from './checkpoints.ts';
import type { StoreFiles } from './storeFiles.ts';

const SLOTS = ['checkpoint-a.safetensors', 'checkpoint-b.safetensors'] as const;
type Slot = (typeof SLOTS)[number];

export interface SlotCheckpoints extends CheckpointStore {
  /** Removes what is later than `step`: a checkpoint from which the run could only fail again. */
  forgetAfter(step: number): Promise<void>;
}

/**
 * A checkpoint store where files cannot be renamed in every browser: two slots, written in turn, so that the one not being
 * written is always whole. A file that was cut short does not parse; of two whole ones the later step counts.
 */
export function slotCheckpoints(files: StoreFiles): SlotCheckpoints {
  let next: Slot | null = null;

  async function readSlot(slot: Slot) {
    const bytes = await files.read(slot);
    if (bytes === null) return null;
    try {
      return { slot, checkpoint: deserialiseCheckpoint(bytes, slot) };
    } catch {
      // Cut short by a crash: the other slot has the one before.
      return null;
    }
  }

  async function latest(): Promise<{ slot: Slot; checkpoint: RunCheckpoint } | null> {
    const whole = (await Promise.all(SLOTS.map(readSlot))).filter((found) => found !== null);
    return whole.sort((a, b) => b.checkpoint.state.step - a.checkpoint.state.step)[0] ?? null;
  }

  return {
    async save(checkpoint) {
      next ??= other((await latest())?.slot ?? SLOTS[1]);
      const slot = next;
      await files.write(slot, serialiseCheckpoint(checkpoint));
      next = other(slot);
    },
    async load() {
      return (await latest())?.checkpoint ?? null;
    },
    async forgetAfter(step) {
      next = null;
      for (const slot of SLOTS) {
        const found = await readSlot(slot);
        if (found !== null && found.checkpoint.state.step > step) await files.remove(slot);
      }
    },
    async clear() {
      next = null;
      for (const slot of SLOTS) await files.remove(slot);
    },
  };
}

function other(slot: Slot): Slot {
  return slot === SLOTS[0] ? SLOTS[1] : SLOTS[0];
}
