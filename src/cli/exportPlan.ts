import { existsSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { UserError } from '../lib/errors.ts';
import { ADAPTER_FORMS, EXPORT_FORMS, EXTRA_FORMS, type ExportForm, plainName } from '../run/export/exportRequest.ts';
import type { WeightDtype } from '../run/export/safetensorsModel.ts';
import { trainedDoubleQuant } from '../run/export/trainedBase.ts';
import type { Args } from './args.ts';

/** The forms of `--form`; by default all that can be made but `nf4`. */
export function exportForms(args: Args, hasAdapter: boolean): ExportForm[] {
  const given = args.get('form');
  if (given === null)
    return EXPORT_FORMS.filter((form) => !EXTRA_FORMS.includes(form) && (hasAdapter || !ADAPTER_FORMS.includes(form)));
  const names = given.split(',').map((name) => name.trim());
  const unknown = names.find((name) => !(EXPORT_FORMS as readonly string[]).includes(name));
  if (unknown !== undefined)
    throw new UserError(`"${unknown}" is no form of export`, {
      where: '--form',
      remedy: `Known: ${EXPORT_FORMS.join(', ')}.`,
    });
  const forms = EXPORT_FORMS.filter((form) => names.includes(form));
  const needy = forms.find((form) => !hasAdapter && ADAPTER_FORMS.includes(form));
  if (needy !== undefined) throw new UserError(`"${needy}" needs --adapter`, { where: '--form' });
  return forms;
}

export function exportDtype(args: Args): WeightDtype | 'auto' {
  const value = args.get('dtype') ?? 'auto';
  const types: Readonly<Record<string, WeightDtype | 'auto'>> = { auto: 'auto', f16: 'F16', bf16: 'BF16', f32: 'F32' };
  const dtype = Object.hasOwn(types, value) ? types[value] : undefined;
  if (dtype === undefined)
    throw new UserError(`is "${value}"`, { where: '--dtype', remedy: 'Use auto, f16, bf16 or f32.' });
  return dtype;
}

const UNITS: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9 };

/** `--shard-size 5GB` in bytes. */
export function shardBytes(args: Args): number {
  const value = args.get('shard-size') ?? '5GB';
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(MB|GB)$/i.exec(value) ?? [];
  const bytes = Number(count) * (UNITS[unit.toUpperCase()] ?? Number.NaN);
  if (!(bytes >= 1e6))
    throw new UserError(`is "${value}"`, {
      where: '--shard-size',
      remedy: 'Write it like 5GB or 500MB; at least 1MB.',
    });
  return bytes;
}

/** What the files are called: `--name`, else the folder of the adapter or the model, in characters that every file system takes. */
export function exportName(args: Args, adapterFolder: string | null, modelId: string): string {
  const given = args.get('name');
  if (given !== null && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(given))
    throw new UserError(`"${given}" cannot be a file name everywhere`, {
      where: '--name',
      remedy: 'Use letters, digits, dots, dashes.',
    });
  const base = given ?? (adapterFolder === null ? modelId : `${basename(modelId)}-${basename(adapterFolder)}`);
  return plainName(basename(base));
}

/** How the run that made the adapter held its base; double quantisation, the recipe's, where no run.json lies beside it. */
export function adapterDoubleQuant(folder: string | null, cwd: string): boolean {
  const path = folder === null ? null : join(resolve(cwd, folder), 'run.json');
  return path === null || !existsSync(path) || trainedDoubleQuant(readFileSync(path, 'utf8'), path);
}
