/** Which Hub the page for models asks, kept in this browser. The page's policy is made from it before anything is asked. */
import { DEFAULT_ENDPOINT, parseEndpoint } from '../hub/hubName.ts';
import { UserError } from '../lib/errors.ts';

export interface HubPlace {
  /** Without a slash at its end. */
  readonly endpoint: string;
  /** Where it sends a download on to, as sources of a security policy: `https://*.hf.co`. */
  readonly downloadHosts: readonly string[];
}

export const DEFAULT_PLACE: HubPlace = {
  endpoint: DEFAULT_ENDPOINT,
  downloadHosts: ['https://*.huggingface.co', 'https://*.hf.co'],
};

const PLACE_KEY = 'tabtune-hub';
const TOKEN_KEY = 'tabtune-hub-token';

/** What is kept, checked as if it had just been typed; anything odd is the Hub itself. */
export function readPlace(storage: Pick<Storage, 'getItem'> = localStorage): HubPlace {
  const kept = readJson(storage, PLACE_KEY);
  if (typeof kept?.['endpoint'] !== 'string' || !Array.isArray(kept['downloadHosts'])) return DEFAULT_PLACE;
  try {
    return parsePlace(kept['endpoint'], kept['downloadHosts'].join(','));
  } catch {
    return DEFAULT_PLACE;
  }
}

/** @throws UserError for what may not stand in a policy. */
export function parsePlace(endpoint: string, hosts: string): HubPlace {
  const parsed = parseEndpoint(endpoint.trim(), 'Address of the Hub');
  const names = hosts.split(/[\s,]+/).filter((host) => host !== '');
  return { endpoint: parsed, downloadHosts: names.map(parseDownloadHost) };
}

export function keepPlace(place: HubPlace): void {
  if (isDefault(place)) localStorage.removeItem(PLACE_KEY);
  else localStorage.setItem(PLACE_KEY, JSON.stringify(place));
}

export function isDefault(place: HubPlace): boolean {
  return JSON.stringify(place) === JSON.stringify(DEFAULT_PLACE);
}

/** Where the page may connect, as sources of its policy. Paths are left out: a redirect would escape them anyway. */
export function connectSources({ endpoint, downloadHosts }: HubPlace): readonly string[] {
  return [...new Set(["'self'", new URL(endpoint).origin, ...downloadHosts])];
}

const HOST = /^(?:\*\.(?=[a-z0-9-]+\.))?[a-z0-9-]+(?:\.[a-z0-9-]+)*(?::\d{1,5})?$/;
const LOCAL = /^(?:localhost|127\.0\.0\.1)(?::\d{1,5})?$/;

/** `*.example.org`, `cdn.example.org:8443`, with or without https://; plain http on this computer only. */
function parseDownloadHost(text: string): string {
  const [, scheme = 'https', host = ''] = /^(?:(https?):\/\/)?(.*?)\/?$/.exec(text.toLowerCase()) ?? [];
  if (HOST.test(host) && (scheme === 'https' || LOCAL.test(host))) return `${scheme}://${host}`;
  throw new UserError(`"${text}" is no host`, {
    where: 'Download hosts',
    remedy: 'Write hosts like cdn.example.org or *.example.org, with commas between them.',
  });
}

/** The token for this Hub; one that was given for another is not sent to it. */
export function readToken({ endpoint }: HubPlace, storage: Pick<Storage, 'getItem'> = localStorage): string | null {
  const kept = readJson(storage, TOKEN_KEY);
  const { origin } = new URL(endpoint);
  return kept?.['origin'] === origin && typeof kept['token'] === 'string' && isToken(kept['token'])
    ? kept['token']
    : null;
}

/** @throws UserError for what cannot be a token. */
export function keepToken({ endpoint }: HubPlace, text: string): string {
  const token = text.trim();
  if (!isToken(token))
    throw new UserError('this is no token', {
      remedy: 'A token is one word of letters and digits, such as hf_… of the Hugging Face Hub.',
    });
  localStorage.setItem(TOKEN_KEY, JSON.stringify({ origin: new URL(endpoint).origin, token }));
  return token;
}

export function forgetToken(): void {
  localStorage.removeItem(TOKEN_KEY);
}

/** What may stand in a header. */
function isToken(text: string): boolean {
  return /^[\x21-\x7e]{4,400}$/.test(text);
}

function readJson(storage: Pick<Storage, 'getItem'>, key: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(storage.getItem(key) ?? 'null');
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}
