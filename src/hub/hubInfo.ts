/** What the Hub says of a model before anything is downloaded. */
import '../lib/noEval.ts';
import { z } from 'zod';
import { UserError } from '../lib/errors.ts';
import type { HubName } from './hubName.ts';
import { type HubConnection, hubRequest, jsonOf, withRetries } from './hubRequest.ts';

export interface HubFile {
  readonly name: string;
  readonly sizeBytes: number;
  /** Of large files; small ones are only known by their size. */
  readonly sha256: string | null;
}

export interface HubModel {
  readonly id: string;
  /** The commit: what is downloaded cannot change under it. */
  readonly commit: string;
  readonly licence: string | null;
  /** Whether its owner asks for consent. */
  readonly gated: boolean;
  /** `model_type` of its config, or the architecture of its GGUF files, where the Hub knows it. */
  readonly architecture: string | null;
  /** What a model needs, and no more: config, tokenizer, weights. */
  readonly files: readonly HubFile[];
  readonly sizeBytes: number;
}

const size = z
  .int()
  .min(0)
  .max(2 ** 50);
const schema = z.looseObject({
  id: z.string().max(200).optional(),
  sha: z.string().regex(/^[0-9a-f]{40,64}$/),
  gated: z.union([z.boolean(), z.string()]).optional(),
  cardData: z.looseObject({ license: z.unknown() }).nullish(),
  tags: z.array(z.string()).nullish(),
  config: z.looseObject({ model_type: z.string().nullish() }).nullish(),
  gguf: z.looseObject({ architecture: z.string().nullish() }).nullish(),
  siblings: z
    .array(
      z.looseObject({
        rfilename: z.string().min(1).max(1000),
        size: size.nullish(),
        lfs: z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/), size }).nullish(),
      }),
    )
    .max(20_000),
});

/** @throws UserError with a remedy; RunError when the Hub cannot be reached. */
export async function hubModel(connection: HubConnection, name: HubName, signal?: AbortSignal): Promise<HubModel> {
  const target = { ...name, file: null };
  const path = `/api/models/${name.id}/revision/${encodeURIComponent(name.revision)}?blobs=true`;
  const json = await withRetries(
    connection,
    async () => jsonOf(await hubRequest(connection, path, target, { signal }), connection, target),
    { signal },
  );
  const parsed = schema.safeParse(json);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new UserError(`the answer of the Hub is not understood (${issue?.path.join('.')}: ${issue?.message})`, {
      where: name.id,
      remedy: 'Check the address of the Hub.',
    });
  }
  const { sha, gated, cardData, tags, config, gguf, siblings } = parsed.data;
  const all = siblings.map(
    ({ rfilename, size, lfs }): HubFile => ({
      name: rfilename,
      sizeBytes: lfs?.size ?? size ?? 0,
      sha256: lfs?.sha256 ?? null,
    }),
  );
  const files = name.file === null ? modelFiles(all, name.id) : [ggufFile(all, name)];
  return {
    id: name.id,
    commit: sha,
    licence: licenceOf(cardData?.license, tags ?? []),
    gated: gated !== undefined && gated !== false && gated !== 'false',
    architecture: (name.file === null ? config?.model_type : gguf?.architecture) ?? null,
    files,
    sizeBytes: files.reduce((sum, file) => sum + file.sizeBytes, 0),
  };
}

const SMALL = [
  'config.json',
  'generation_config.json',
  'tokenizer.json',
  'tokenizer_config.json',
  'chat_template.jinja',
  'README.md',
];
const SHARD = /^model-\d{5}-of-\d{5}\.safetensors$/;

function modelFiles(all: readonly HubFile[], id: string): HubFile[] {
  const byName = new Map(all.map((file) => [file.name, file]));
  const weights = byName.has('model.safetensors')
    ? [byName.get('model.safetensors') as HubFile]
    : all.filter(({ name }) => SHARD.test(name) || name === 'model.safetensors.index.json');
  const missing = ['config.json', 'tokenizer.json'].find((name) => !byName.has(name));
  if (weights.length === 0 || missing !== undefined) {
    const ggufs = all.filter(({ name }) => name.toLowerCase().endsWith('.gguf'));
    const what = weights.length === 0 ? 'holds no safetensors' : `holds no ${missing}`;
    throw new UserError(what, {
      where: id,
      remedy:
        ggufs.length > 0
          ? `It holds GGUF files: name one, like ${id}/${(ggufs.find(({ name }) => /q4_k_m|q8_0/i.test(name)) ?? (ggufs[0] as HubFile)).name}.`
          : 'Choose a model in the layout of transformers, with config.json, tokenizer.json and safetensors.',
    });
  }
  return [...SMALL.flatMap((name) => byName.get(name) ?? []), ...weights];
}

function ggufFile(all: readonly HubFile[], { id, file }: HubName): HubFile {
  const found = all.find(({ name }) => name === file);
  if (found !== undefined) return found;
  const others = all.filter(({ name }) => name.toLowerCase().endsWith('.gguf')).map(({ name }) => name);
  throw new UserError(`holds no file "${file}"`, {
    where: id,
    remedy: others.length === 0 ? 'It holds no GGUF files.' : `It holds ${others.slice(0, 8).join(', ')}.`,
  });
}

function licenceOf(card: unknown, tags: readonly string[]): string | null {
  if (typeof card === 'string' && card !== '') return card;
  return tags.find((tag) => tag.startsWith('license:'))?.slice('license:'.length) ?? null;
}
