import { UserError } from '../lib/errors.ts';

/** A model on the Hugging Face Hub as a person names it. */
export interface HubName {
  /** `owner/name`, or `name` for the few that have no owner. */
  readonly id: string;
  /** Branch, tag or commit. */
  readonly revision: string;
  /** A GGUF file in it; null: the model as safetensors. */
  readonly file: string | null;
}

const PART = /^[A-Za-z0-9][A-Za-z0-9._-]{0,95}$/;
const REVISION = /^[A-Za-z0-9][A-Za-z0-9._/-]{0,199}$/;

/**
 * `owner/name`, `owner/name@revision`, `owner/name/file.gguf` (and @revision behind the name), also behind `hf:` or as the address of the model's page.
 * @throws UserError for anything else.
 */
export function parseHubName(text: string, where = 'model'): HubName {
  const refuse = (): never => {
    throw new UserError(`"${text}" names no model of the Hub`, {
      where,
      remedy: 'Write owner/name, owner/name@revision or owner/name/file.gguf, as at the top of its page.',
    });
  };
  let rest = text.trim().replace(/^hf:/, '');
  let treeRevision: string | null = null;
  const page = /^https?:\/\/[^/]+\/(.+)$/.exec(rest);
  if (page !== null) {
    const [, path = '', , revision = null, file = ''] =
      /^([^/]+\/[^/]+?)(\/(?:tree|blob|resolve)\/([^/]+)(\/[^?#]+)?)?\/?(?:[?#].*)?$/.exec(page[1] ?? '') ?? [];
    treeRevision = revision;
    rest = `${path}${file.endsWith('.gguf') ? file : ''}`;
  }
  const [, name = '', revision = treeRevision ?? 'main', file = null] =
    /^([^/@]+(?:\/[^/@]+)?)(?:@([^@]+?))?(?:\/([^@]+\.gguf))?$/i.exec(rest) ?? [];
  const parts = name.split('/');
  const badPart = (part: string) => !PART.test(part) || part.includes('..') || part.endsWith('.git');
  if (name === '' || parts.some(badPart) || !REVISION.test(revision) || revision.includes('..')) return refuse();
  if (file !== null && !file.split('/').every((part) => PART.test(part) && !part.includes('..'))) return refuse();
  return { id: name, revision, file };
}

export const DEFAULT_ENDPOINT = 'https://huggingface.co';

/** Address of the Hub or of a mirror, without a slash at its end. @throws UserError for one that could not be asked. */
export function parseEndpoint(text: string, where: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch (cause) {
    throw new UserError(`"${text}" is no address`, { where, remedy: `Write it like ${DEFAULT_ENDPOINT}.`, cause });
  }
  const local = /^(localhost|127\.0\.0\.1|\[::1\])$/.test(url.hostname);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))
    throw new UserError(`"${text}" is not an https address`, { where, remedy: 'A token must not travel in the open.' });
  if (url.username !== '' || url.search !== '' || url.hash !== '')
    throw new UserError(`"${text}" holds more than an address`, {
      where,
      remedy: `Write it like ${DEFAULT_ENDPOINT}.`,
    });
  return `${url.origin}${url.pathname}`.replace(/\/+$/, '');
}
