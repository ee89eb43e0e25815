import { RunError, UserError } from '../../lib/errors.ts';
import type { GpuDescription, KernelChoices, TuneStore } from '../types.ts';
import { createPipelineCache, type PipelineCache } from './pipelines.ts';

/** A device with what the engine has to know about it. */
export interface GpuContext {
  readonly device: GPUDevice;
  readonly description: GpuDescription;
  /** Compiled kernels, shared by every model opened on the device. */
  readonly pipelines: PipelineCache;
  /** Kernel variants timed on the device so far. */
  readonly timed: Map<string, KernelChoices[string]>;
  /** Keeps what was timed for later sessions; null: nothing is kept. */
  readonly tuneStore: TuneStore | null;
  /** Whether kernels may compute in half precision. */
  readonly halves: boolean;
  /** Whether kernels on subgroup matrices (16 x 16 x 16, f16 in, f32 out, subgroups of 32) can be used. */
  readonly matrices: boolean;
  /** Resolves with the reason once the device is lost; never rejects. */
  readonly lost: Promise<string>;
  /** The reason after the device was lost or refused a command (outside an error scope), else null: checked before results are trusted. */
  lostReason(): string | null;
  destroy(): void;
}

export interface OpenGpuOptions {
  readonly powerPreference?: GPUPowerPreference;
  /** Ask for WebGPU's default limits and no features, as the tests do, whatever the adapter offers. */
  readonly defaultLimits?: boolean;
  /** Not used on software adapters: how fast their kernels are depends on what else the cores are doing. */
  readonly tuneStore?: TuneStore | null;
}

/** Limits that let larger models and slabs fit; everything else stays at the default that every adapter grants. */
const RAISED_LIMITS = ['maxBufferSize', 'maxStorageBufferBindingSize', 'maxComputeWorkgroupStorageSize'] as const;
/** Features that kernels or measurements use where there are. */
const FEATURES = ['shader-f16', 'subgroups', 'chromium-experimental-subgroup-matrix', 'timestamp-query'] as const;

/**
 * Opens the adapter that the platform prefers.
 * @throws UserError when there is no adapter, RunError when the adapter refuses a device.
 */
export async function openGpu(gpu: GPU, options: OpenGpuOptions = {}): Promise<GpuContext> {
  const adapter = await gpu.requestAdapter({ powerPreference: options.powerPreference ?? 'high-performance' });
  if (adapter === null) {
    throw new UserError('No GPU adapter was found.', {
      remedy: 'Update the graphics driver, or choose the software GPU.',
    });
  }
  const requiredLimits: Record<string, number> = {};
  const requiredFeatures: GPUFeatureName[] = [];
  if (!options.defaultLimits) {
    for (const name of RAISED_LIMITS) requiredLimits[name] = adapter.limits[name];
    for (const name of FEATURES) if (adapter.features.has(name)) requiredFeatures.push(name as GPUFeatureName);
  }
  let device: GPUDevice;
  try {
    device = await adapter.requestDevice({ requiredLimits, requiredFeatures, label: 'tabtune' });
  } catch (cause) {
    throw new RunError('The GPU adapter was found but did not open. Close other tabs that use the GPU and try again.', {
      cause,
    });
  }
  let reason: string | null = null;
  const lost = device.lost.then((info) => {
    reason ??= info.message || info.reason || 'unknown reason';
    return reason;
  });
  // A command that is not valid, or finds no memory, changes nothing and throws nothing: what follows would be computed from stale buffers.
  device.addEventListener('uncapturederror', ({ error }) => {
    reason ??= `it refused a command: ${error.message}`;
  });
  const description = describeAdapter(adapter);
  return {
    device,
    description,
    pipelines: createPipelineCache(device),
    timed: new Map(),
    tuneStore: description.software ? null : (options.tuneStore ?? null),
    halves: device.features.has('shader-f16'),
    matrices: hasMatrices(adapter, device),
    lost,
    lostReason: () => reason,
    destroy: () => device.destroy(),
  };
}

/** What Dawn says of subgroup matrices; not yet in the WebGPU types. */
interface MatrixConfig {
  readonly componentType: string;
  readonly resultComponentType: string;
  readonly M: number;
  readonly N: number;
  readonly K: number;
}

/** Workgroup memory that the matrix kernel needs with tiles of 128 x 128 (shaders/matmul/matrix.wgsl): 28.1 KiB. */
const MATRIX_WORKGROUP_BYTES = 32_768;

/** Whether an adapter, or a device of it, can run the kernels on subgroup matrices. */
export function hasMatrices(
  { info }: Pick<GPUAdapter, 'info'>,
  { features, limits }: Pick<GPUDevice, 'features' | 'limits'>,
): boolean {
  const { subgroupMinSize, subgroupMaxSize } = info;
  const configs = (info as { readonly subgroupMatrixConfigs?: Iterable<MatrixConfig> }).subgroupMatrixConfigs ?? [];
  return (
    FEATURES.slice(0, 3).every((name) => features.has(name)) &&
    limits.maxComputeWorkgroupStorageSize >= MATRIX_WORKGROUP_BYTES &&
    subgroupMinSize === 32 &&
    subgroupMaxSize === 32 &&
    [...configs].some(
      (c) => c.componentType === 'f16' && c.resultComponentType === 'f32' && c.M === 16 && c.N === 16 && c.K === 16,
    )
  );
}

/**
 * The name that a person knows. Dawn on Vulkan puts it into `device` and the driver's version into `description` ("NVIDIA: 580.159.04"); browsers that
 * tell only a device number put the name, if any, into `description`.
 */
function nameOf({ device, description, vendor, architecture }: GPUAdapterInfo): string {
  const words = [device, description].filter((text) => /[a-z]{3}/i.test(text) && !/^0x/i.test(text));
  const model = words.find((text) => !/\d+\.\d+\.\d+/.test(text));
  return model || words[0] || [vendor, architecture].filter(Boolean).join(' ') || device || 'unnamed adapter';
}

/** Name, features and limits of an adapter in plain values that can cross to another realm or into run.json. */
export function describeAdapter(adapter: GPUAdapter): GpuDescription {
  const info = adapter.info;
  const text = `${info.vendor} ${info.architecture} ${info.device} ${info.description}`.toLowerCase();
  const limits: Record<string, number> = {};
  for (const name of [
    'maxBufferSize',
    'maxStorageBufferBindingSize',
    'maxComputeWorkgroupStorageSize',
    'maxComputeInvocationsPerWorkgroup',
    'maxStorageBuffersPerShaderStage',
  ] as const) {
    limits[name] = adapter.limits[name];
  }
  return {
    name: nameOf(info),
    vendor: info.vendor,
    architecture: info.architecture,
    software: info.isFallbackAdapter === true || /swiftshader|llvmpipe|lavapipe|basic render/.test(text),
    features: [...adapter.features].sort(),
    limits,
  };
}
