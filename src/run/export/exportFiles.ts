/** The files of an export, by the forms that were asked for. */
import { parseModelConfig } from '../../engine/model/config.ts';
import { adapterConfigJson, writeAdapter } from '../../formats/peft.ts';
import type { LoadedModel } from '../../hub/modelFiles.ts';
import { UserError } from '../../lib/errors.ts';
import { stopIds } from '../../text/stopIds.ts';
import { createTokenizer } from '../../text/tokenizer.ts';
import { bytesFile, type ExportFile } from './exportFile.ts';
import { exportReadme } from './exportReadme.ts';
import { ADAPTER_FORMS, EXPORT_FORMS, type ExportForm, type ExportRequest, ggufFileName } from './exportRequest.ts';
import { ggufAdapterFile } from './ggufAdapterFile.ts';
import { ggufModelFile } from './ggufModelFile.ts';
import { type AdapterParts, mergeAdapter } from './mergeAdapter.ts';
import { modelfile } from './modelfile.ts';
import { nf4Config, nf4WeightFile } from './nf4Model.ts';
import { naturalDtype, safetensorsModel, smallFiles } from './safetensorsModel.ts';

/**
 * What would be written, sizes included; nothing of the weights is read yet.
 * @throws UserError when a form cannot be made of this model.
 */
export function exportFiles(request: ExportRequest): ExportFile[] {
  const { model, adapter, forms, name } = request;
  const missing = forms.find((form) => adapter === null && ADAPTER_FORMS.includes(form));
  if (missing !== undefined)
    throw new UserError(`"${missing}" needs an adapter`, { remedy: 'Name one, or leave the form out.' });
  const config = parseModelConfig(model.configJson);
  const tokenizer = createTokenizer(model.tokenizerJson, model.tokenizerConfig, model.chatTemplate);
  const source = mergeAdapter(model.tensors, adapter);
  const gguf = (type: 'F16' | 'Q8_0') =>
    ggufModelFile({ model, config, tokenizer, source, type, name: `gguf/${ggufFileName(name, type)}`, title: name });
  const makers: Record<ExportForm, () => ExportFile[]> = {
    adapter: () => peftFiles(model.id, adapter as AdapterParts),
    merged: () =>
      safetensorsModel({
        model,
        source,
        dtype: request.dtype === 'auto' ? naturalDtype(model.tensors) : request.dtype,
        maxShardBytes: request.maxShardBytes,
        folder: 'merged/',
      }),
    'gguf-adapter': () => [
      ggufAdapterFile({ config, adapter: adapter as AdapterParts, name: `gguf/${name}-lora.gguf`, title: name }),
    ],
    'gguf-f16': () => [gguf('F16')],
    'gguf-q8_0': () => [gguf('Q8_0')],
    nf4: () => nf4Files(model, request.doubleQuant),
  };
  const stops = stopIds(tokenizer, model.generationConfig).map((id) => tokenizer.decode([id]));
  const files = EXPORT_FORMS.filter((form) => forms.includes(form)).flatMap((form) => makers[form]());
  return [
    ...files,
    ...modelfiles(request).map(([file, comment, from, lora]) =>
      bytesFile(`gguf/${file}`, modelfile({ from, adapter: lora, tokenizer, stopStrings: stops, comment })),
    ),
    bytesFile('README.md', exportReadme(request, files)),
  ];
}

function nf4Files(model: LoadedModel, doubleQuant: boolean): ExportFile[] {
  const stored = model.storedNf4?.doubleQuant ?? doubleQuant;
  const config = { ...(model.configJson as object), quantization_config: nf4Config(stored) };
  return [...smallFiles(model, 'nf4/', config), nf4WeightFile(model, stored, 'nf4/model.safetensors')];
}

function peftFiles(baseModel: string, { lora, tensors }: AdapterParts): ExportFile[] {
  return [
    bytesFile('adapter/adapter_model.safetensors', writeAdapter(tensors)),
    bytesFile('adapter/adapter_config.json', adapterConfigJson({ baseModel, lora })),
  ];
}

/** One Modelfile for each GGUF file: name, comment, what it is made FROM, ADAPTER. */
function modelfiles({ forms, name, model }: ExportRequest) {
  const merged = (['Q8_0', 'F16'] as const).filter((type) =>
    forms.includes(`gguf-${type.toLowerCase()}` as ExportForm),
  );
  const files: [string, string, string, string | null][] = merged.map((type) => [
    `Modelfile-${type.toLowerCase()}`,
    `ollama create ${name} -f Modelfile-${type.toLowerCase()}`,
    `./${ggufFileName(name, type)}`,
    null,
  ]);
  if (forms.includes('gguf-adapter')) {
    files.push([
      'Modelfile-adapter',
      `Put a GGUF file of ${model.id} in place of base.gguf, then: ollama create ${name} -f Modelfile-adapter`,
      './base.gguf',
      `./${name}-lora.gguf`,
    ]);
  }
  return files;
}
