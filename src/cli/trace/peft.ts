import { z } from 'zod';
import { adapterConfigJson, parseAdapterConfig, writeAdapter } from '../../formats/peft.ts';
import { readSafetensors } from '../../formats/safetensors.ts';
import type { CaseFolder } from './caseFolder.ts';
import type { TraceOutput } from './output.ts';

const layoutSchema = z.object({
  peft: z.string(),
  tensors: z.array(z.object({ name: z.string(), shape: z.array(z.number()) })),
});

/**
 * golden/peft: the adapter files that we write for the same base, settings and tensor shapes (zeros for values). NAME.json has the
 * structure of tensors.json, read off our own file, and the text of our adapter_config.json beside it.
 */
export async function tracePeft(folder: CaseFolder): Promise<TraceOutput> {
  const text = new TextDecoder().decode(await folder.bytes('adapter_config.json'));
  const { baseModel, ...lora } = parseAdapterConfig(text);
  const { peft, tensors } = layoutSchema.parse(await folder.json('tensors.json'));
  const bytes = writeAdapter(
    tensors.map(({ name, shape }) => ({ name, shape, data: new Float32Array(shape.reduce((a, b) => a * b, 1)) })),
  );
  const headerBytes = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const headerText = new TextDecoder().decode(bytes.subarray(8, 8 + headerBytes));
  const { __metadata__: metadata, ...entries } = JSON.parse(headerText) as Record<string, object>;
  const written = readSafetensors(bytes).tensors;
  return {
    tensors: [...written].map(([name, tensor]) => ({ name, ...tensor })),
    json: {
      files_written: ['README.md', 'adapter_config.json', 'adapter_model.safetensors'],
      peft,
      metadata,
      header_bytes: headerBytes,
      header_text: headerText,
      tensors: Object.entries(entries).map(([name, entry]) => ({ name, ...entry })),
      adapter_config: adapterConfigJson({ baseModel: baseModel ?? '', lora }),
    },
  };
}
