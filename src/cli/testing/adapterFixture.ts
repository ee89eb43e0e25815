import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseModelConfig } from '../../engine/model/config.ts';
import { initialAdapter, layoutAdapter } from '../../engine/model/lora.ts';
import type { LoraSettings } from '../../engine/types.ts';
import { adapterConfigJson, writeAdapter } from '../../formats/peft.ts';

/** Writes a PEFT folder for `mini` that changes what the model says: B is small but not zero. */
export function writeMiniAdapter(folder: string, changes: Partial<LoraSettings> = {}): void {
  const lora: LoraSettings = {
    rank: 4,
    alpha: 8,
    dropout: 0,
    targets: ['q_proj', 'v_proj'],
    rslora: false,
    ...changes,
  };
  const config = JSON.parse(readFileSync(new URL('../../../public/models/mini/config.json', import.meta.url), 'utf8'));
  const tensors = initialAdapter(layoutAdapter(parseModelConfig(config), lora), 1).map((tensor) =>
    tensor.name.includes('lora_B') ? { ...tensor, data: tensor.data.map((_, i) => Math.sin(i) / 10) } : tensor,
  );
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'adapter_config.json'), adapterConfigJson({ baseModel: 'mini', lora }));
  writeFileSync(join(folder, 'adapter_model.safetensors'), writeAdapter(tensors));
}
