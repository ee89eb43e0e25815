import {
  type CheckpointStore,
  deserialiseCheckpoint,
  type RunCheckpoint,
  serialiseCheckpoint,
} from '../run/checkpoints.ts';

/** Files by name, however they are kept. `write` may leave half a file behind when the process dies in it. */
export interface SlotFiles {
  read(name: string): Promise<Uint8Array<ArrayBuffer> | null>;
  write(name: string, bytes: Uint8Array<ArrayBuffer>): Promise<void>;
  remove(name: string): Promise<void>;
}

const SLOTS = ['checkpoint-a.safetensors', 'checkpoint-b.safetensors'] as const;
type Slot = (typeof SLOTS)[number];

/**
 * A checkpoint store where files cannot be renamed in every browser: two slots, written in turn, so that the one not being
 * written is always whole. A file that was cut short does not parse; of two whole ones the later step counts.
 */
export function slotCheckpoints(files: SlotFiles): CheckpointStore {
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
    async clear() {
      next = null;
      for (const slot of SLOTS) await files.remove(slot);
    },
  };
}

function other(slot: Slot): Slot {
  return slot === SLOTS[0] ? SLOTS[1] : SLOTS[0];
}
