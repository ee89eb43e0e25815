import { z } from 'zod';
import { hashString } from '../../lib/random.ts';
import type { GpuContext } from '../gpu/device.ts';
import { type Kernel, wgslOf } from '../gpu/kernel.ts';
import type { GpuDescription } from '../types.ts';

/** Kernel choices kept from one session to the next, for one adapter. */
export interface TunedKernels {
  /** The variant that was fastest, if it was timed with this very code and is still among the variants. */
  get<T extends string>(name: string, code: string, variants: readonly T[]): T | undefined;
  set(name: string, code: string, variant: string): void;
  /** Keeps what was set. Never rejects: choices that cannot be kept are timed again. */
  save(): Promise<void>;
}

const CHOICES = z.record(z.string(), z.object({ variant: z.string(), code: z.string() }));
const FILE = z.object({ formatVersion: z.literal(1), adapter: z.string(), choices: CHOICES });

/** A fingerprint of the WGSL of kernels: another version of any of them has another one. */
export function codeOf(kernels: readonly Kernel[]): string {
  return hashString(kernels.map(wgslOf).join('\n')).toString(16);
}

/** Reads what earlier sessions kept for the adapter; what is missing, damaged or another adapter's counts for nothing. */
export async function openTuned({ tuneStore, description }: GpuContext): Promise<TunedKernels> {
  const adapter = identityOf(description);
  const file = `${hashString(adapter).toString(16)}.json`;
  const text = tuneStore === null ? null : await tuneStore.read(file).catch(() => null);
  const choices: z.infer<typeof CHOICES> = text === null ? {} : parse(text, adapter);
  let changed = false;
  return {
    get(name, code, variants) {
      const kept = Object.hasOwn(choices, name) ? choices[name] : undefined;
      return kept?.code === code ? variants.find((variant) => variant === kept.variant) : undefined;
    },
    set(name, code, variant) {
      const kept = choices[name];
      if (kept?.code === code && kept.variant === variant) return;
      choices[name] = { variant, code };
      changed = true;
    },
    async save() {
      if (tuneStore === null || !changed) return;
      changed = false;
      await tuneStore
        .write(file, `${JSON.stringify({ formatVersion: 1, adapter, choices }, null, 1)}\n`)
        .catch(() => undefined);
    },
  };
}

function parse(text: string, adapter: string): z.infer<typeof CHOICES> {
  try {
    const file = FILE.parse(JSON.parse(text));
    return file.adapter === adapter ? file.choices : {};
  } catch {
    return {};
  }
}

/** What decides how fast kernels are, as far as WebGPU tells. */
function identityOf({ name, vendor, architecture, features, limits }: GpuDescription): string {
  return JSON.stringify([vendor, architecture, name, features, limits]);
}
