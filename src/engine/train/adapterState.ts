import type { BufferRef } from '../gpu/buffers.ts';
import { readBuffer } from '../gpu/readback.ts';
import { flattenAdapter, unflattenAdapter } from '../model/lora.ts';
import type { Session } from '../model/session.ts';
import type { NamedTensor } from '../types.ts';

/** What AdamW changes: the adapter and its two moments, each by PEFT's tensor names. */
export interface AdapterState {
  readonly adapter: readonly NamedTensor[];
  readonly adamM: readonly NamedTensor[];
  readonly adamV: readonly NamedTensor[];
}

function adapterOf(session: Session) {
  if (!session.adapter) throw new Error('Assertion failed: the session has no adapter');
  return session.adapter;
}

async function read(session: Session, buffer: BufferRef): Promise<NamedTensor[]> {
  const { layout } = adapterOf(session);
  return unflattenAdapter(
    layout,
    new Float32Array(await readBuffer(session.gpu, session.memory.buffer(buffer), 0, layout.count * 4)),
  );
}

function write(session: Session, buffer: BufferRef, tensors: readonly NamedTensor[]): void {
  session.gpu.device.queue.writeBuffer(
    session.memory.buffer(buffer),
    0,
    flattenAdapter(adapterOf(session).layout, tensors),
  );
}

export function readAdapter(session: Session): Promise<NamedTensor[]> {
  return read(session, adapterOf(session).buffers.parameters);
}

/** @throws UserError naming a tensor that is missing, unknown or of another shape; nothing is written then. */
export function writeAdapter(session: Session, tensors: readonly NamedTensor[]): void {
  write(session, adapterOf(session).buffers.parameters, tensors);
}

/** Gradients as accumulated since the group began. */
export function readGradients(session: Session): Promise<NamedTensor[]> {
  return read(session, adapterOf(session).buffers.grads);
}

export async function readAdapterState(session: Session): Promise<AdapterState> {
  const { parameters, m, v } = adapterOf(session).buffers;
  return { adapter: await read(session, parameters), adamM: await read(session, m), adamV: await read(session, v) };
}

/** Adam's moments as before the first step: a second run on the same engine starts afresh. */
export async function clearMoments(session: Session): Promise<void> {
  const { m, v } = adapterOf(session).buffers;
  const encoder = session.gpu.device.createCommandEncoder();
  encoder.clearBuffer(session.memory.buffer(m));
  encoder.clearBuffer(session.memory.buffer(v));
  await session.queue.submit(encoder.finish(), 0);
}

export function writeAdapterState(session: Session, state: AdapterState): void {
  const { parameters, m, v } = adapterOf(session).buffers;
  write(session, parameters, state.adapter);
  write(session, m, state.adamM);
  write(session, v, state.adamV);
}
