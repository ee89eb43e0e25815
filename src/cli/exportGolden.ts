import { basename, resolve } from 'node:path';
import { parseJsonl } from '../formats/jsonl.ts';
import { UserError } from '../lib/errors.ts';
import type { ExportFile } from '../run/export/exportFile.ts';
import type { ExportRequest } from '../run/export/exportRequest.ts';
import { GOLDEN_PROMPTS } from '../run/export/golden.ts';
import { GOLDEN_TOKENS, type GoldenPlan, goldenFile } from '../run/export/goldenFile.ts';
import type { Args } from './args.ts';
import { readJsonlInput } from './files.ts';
import { withEngine } from './inferenceEngine.ts';
import type { Io } from './io.ts';

const MOST_PROMPTS = 20;
const MOST_TOKENS = 64;

/** What golden.json will ask; null with `--golden 0`. */
export async function goldenPrompts(args: Args, io: Io): Promise<GoldenPlan | null> {
  const given = args.get('golden') ?? String(GOLDEN_TOKENS);
  const maxNewTokens = Number(given);
  if (!/^\d+$/.test(given) || maxNewTokens > MOST_TOKENS)
    throw new UserError(`is "${given}"`, {
      where: '--golden',
      remedy: `Give a whole number from 0 to ${MOST_TOKENS}.`,
    });
  if (maxNewTokens === 0) return null;
  const file = args.get('prompts');
  if (file === null) return { prompts: GOLDEN_PROMPTS, maxNewTokens };
  const path = resolve(io.cwd, file);
  const prompts = parseJsonl(await readJsonlInput('prompts', path), basename(path))
    .slice(0, MOST_PROMPTS)
    .map(({ line, value }) => {
      const prompt = typeof value === 'object' && value !== null && 'prompt' in value ? value.prompt : null;
      if (typeof prompt === 'string' && prompt.trim() !== '') return prompt;
      throw new UserError('has no "prompt" text', { where: `${basename(path)}: line ${line}` });
    });
  if (prompts.length === 0) throw new UserError('the file is empty', { where: `--prompts ${file}` });
  return { prompts, maxNewTokens };
}

/** golden.json, made on the GPU of `--device`. */
export function cliGoldenFile(
  plan: GoldenPlan,
  request: ExportRequest,
  { io, device }: { readonly io: Io; readonly device: string },
): Promise<ExportFile> {
  return goldenFile(plan, request, {
    withEngine: (asked, work) =>
      withEngine(io, { ...asked, device }, (engine, bar) => {
        bar.draw('Answering', 0, plan.prompts.length, 'golden.json');
        return work(engine);
      }),
  });
}
