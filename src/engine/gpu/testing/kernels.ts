import { type Access, type Kernel, type KernelConstant, specialise } from '../kernel.ts';

/** A kernel that is never compiled: for plans that are only laid out. */
export function paperKernel(access: readonly Access[]): Kernel {
  return specialise({ name: 'paper', source: '', libs: [], access }, {});
}

/** y[i] = MULTIPLY x[i] + args.x + frame.tokens, u32. */
export function affineKernel(multiply = 1): Kernel {
  const source = `@group(0) @binding(2) var<storage, read> x: array<u32>;
@group(0) @binding(3) var<storage, read_write> y: array<u32>;
@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= arrayLength(&x)) { return; }
  y[id.x] = MULTIPLY * x[id.x] + args.x + frame.tokens;
}`;
  return specialise({ name: 'affine', source, libs: [], access: ['read', 'write'] }, { MULTIPLY: multiply });
}

/** `body` is WGSL inside main(lane, workgroup, groups) of 256 invocations that writes `y`, an array of u32. */
export function probeKernel(
  body: string,
  libs: readonly string[] = [],
  constants: Record<string, KernelConstant> = {},
): Kernel {
  const source = `@group(0) @binding(2) var<storage, read_write> y: array<u32>;
@compute @workgroup_size(256)
fn main(@builtin(workgroup_id) workgroup: vec3<u32>, @builtin(num_workgroups) groups: vec3<u32>, @builtin(local_invocation_index) lane: u32) {
  ${body}
}`;
  return specialise({ name: 'probe', source, libs, access: ['write'] }, constants);
}
