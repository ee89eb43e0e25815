import frameSource from '../../../shaders/lib/frame.wgsl?raw';

/** `read` binds as read-only storage, `write` as read-write. */
export type Access = 'read' | 'write';

/** u32 for integers, `{ f32 }` for floats, bool. They become WGSL `const`, so the compiler folds them. */
export type KernelConstant = number | boolean | { readonly f32: number };

/** A kernel as written: a WGSL file with one entry point `main`, whose storage buffers are bindings 2, 3, … in the order of `access`. */
export interface KernelDefinition {
  readonly name: string;
  readonly source: string;
  readonly libs: readonly string[];
  readonly access: readonly Access[];
  /** Lines that WGSL wants before everything else (`enable f16;`); the device must have the features. */
  readonly directives?: readonly string[];
}

/** A definition with its constants: one GPU pipeline. */
export interface Kernel {
  readonly definition: KernelDefinition;
  readonly constants: Readonly<Record<string, KernelConstant>>;
  /** Equal keys share a pipeline. */
  readonly key: string;
}

export function specialise(definition: KernelDefinition, constants: Readonly<Record<string, KernelConstant>>): Kernel {
  const text = Object.keys(constants)
    .sort()
    .map((name) => `${name}=${constantLiteral(constants[name] as KernelConstant)}`)
    .join(',');
  return { definition, constants, key: `${definition.name}(${text})` };
}

/** The complete WGSL text: generated constants, then the frame, the libraries and the kernel's own file. */
export function wgslOf(kernel: Kernel): string {
  const header = Object.entries(kernel.constants).map(([name, value]) => `const ${name} = ${constantLiteral(value)};`);
  return [
    ...(kernel.definition.directives ?? []),
    ...header,
    frameSource,
    ...kernel.definition.libs,
    kernel.definition.source,
  ].join('\n');
}

function constantLiteral(value: KernelConstant): string {
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'object') return `${Math.fround(value.f32)}f`;
  return `${value}u`;
}

/** First storage binding: 0 is the frame, 1 the dispatch's own constants. */
export const FIRST_STORAGE_BINDING = 2;

/** One layout per list of accesses, shared by every kernel with that list. */
export function bindGroupLayout(device: GPUDevice, access: readonly Access[]): GPUBindGroupLayout {
  const entries: GPUBindGroupLayoutEntry[] = [0, 1].map((binding) => ({
    binding,
    visibility: GPUShaderStage.COMPUTE,
    buffer: { type: 'uniform' },
  }));
  access.forEach((kind, i) => {
    entries.push({
      binding: FIRST_STORAGE_BINDING + i,
      visibility: GPUShaderStage.COMPUTE,
      buffer: { type: kind === 'write' ? 'storage' : 'read-only-storage' },
    });
  });
  return device.createBindGroupLayout({ entries, label: access.join(',') });
}
