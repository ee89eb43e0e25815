/** Requests to the Hub, and what its refusals mean for the person. */
import { isAborted, messageOf, RunError, UserError, type UserErrorOptions } from '../lib/errors.ts';
import { formatDuration } from '../lib/format.ts';
import type { Fetch } from './httpFiles.ts';

export interface HubConnection {
  /** Without a slash at its end. */
  readonly endpoint: string;
  readonly fetch: Fetch;
  /** Sent to the endpoint only: a redirect to another host drops it (fetch standard). null: none. */
  readonly token: string | null;
  /** Waits; rejects with AbortedError when the signal is raised. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** How long nothing may come before the request is given up and repeated; default 30 s. */
  readonly silenceMs?: number;
}

/** What was asked for, for messages. */
export interface HubTarget {
  readonly id: string;
  readonly revision: string;
  /** null: the model itself. */
  readonly file: string | null;
}

/** A failure that may pass: the same request is worth repeating. */
export class PassingFailure extends RunError {
  /** Milliseconds that the server asked to wait; null: not said. */
  readonly waitMs: number | null;

  constructor(message: string, waitMs: number | null, cause?: unknown) {
    super(message, { cause });
    this.waitMs = waitMs;
  }
}

/** The model is there, but not for whoever asked: `token`: none was given, or it is not accepted; `gate`: its owner was not asked for consent. */
export class AccessRefused extends UserError {
  readonly reason: 'token' | 'gate';

  constructor(reason: AccessRefused['reason'], what: string, options: UserErrorOptions) {
    super(what, options);
    this.reason = reason;
  }
}

/**
 * One request. @throws UserError with the remedy for 401, 403, 404, 410 and answers that are not the Hub's; PassingFailure for 429, 5xx and
 * a connection that broke.
 */
export async function hubRequest(
  connection: HubConnection,
  path: string,
  target: HubTarget,
  init: { readonly range?: string; readonly signal?: AbortSignal | undefined } = {},
): Promise<Response> {
  const { endpoint, fetch, token } = connection;
  const url = `${endpoint}${path}`;
  const givenUp = new AbortController();
  let response: Response;
  try {
    const asked = fetch(url, {
      headers: {
        ...(token !== null && { Authorization: `Bearer ${token}` }),
        ...(init.range !== undefined && { Range: init.range }),
      },
      signal: AbortSignal.any([givenUp.signal, ...(init.signal ? [init.signal] : [])]),
    });
    response = await unlessSilent(connection, asked);
  } catch (cause) {
    if (isAborted(cause)) throw cause;
    if (cause instanceof PassingFailure) {
      givenUp.abort();
      throw cause;
    }
    throw new PassingFailure(
      `${hostOf(endpoint)} could not be reached (${messageOf(cause)}). Is this computer online?`,
      null,
      cause,
    );
  }
  if (response.ok) return response;
  throw refusal(response, target, { endpoint, hasToken: token !== null });
}

const SILENCE_MS = 30_000;

/** A connection may be dead without an end: a laptop that slept, a network that was changed. @throws PassingFailure when `work` takes longer than the silence that is allowed. */
export async function unlessSilent<T>(
  { endpoint, silenceMs = SILENCE_MS }: Pick<HubConnection, 'endpoint' | 'silenceMs'>,
  work: Promise<T>,
): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new PassingFailure(`Nothing came from ${hostOf(endpoint)} for ${formatDuration(silenceMs)}.`, null)),
      silenceMs,
    );
  });
  try {
    return await Promise.race([work, silence]);
  } finally {
    clearTimeout(timer);
  }
}

/** The Hub says what is wrong in a header; mirrors may not. */
function refusal(
  { status, statusText, headers }: Response,
  { id, revision, file }: HubTarget,
  { endpoint, hasToken }: { readonly endpoint: string; readonly hasToken: boolean },
): Error {
  const code = headers.get('X-Error-Code') ?? '';
  const host = hostOf(endpoint);
  const where = file === null ? id : `${id}/${file}`;
  const refuse = (what: string, remedy: string) => new UserError(what, { where, remedy });
  const page = `${endpoint}/${id}`;
  if (status === 429) {
    const waitMs = retryAfterMs(headers);
    const wait = waitMs === null ? 'to wait' : `to wait ${formatDuration(waitMs)}`;
    return new PassingFailure(`${host} asks ${wait}: too many requests (429).`, waitMs);
  }
  if (status >= 500)
    return new PassingFailure(
      `${host} has a fault of its own (${status} ${statusText}).`.replace(' )', ')'),
      retryAfterMs(headers),
    );
  if (code === 'GatedRepo' || (status === 403 && code === '')) {
    if (!hasToken)
      return new AccessRefused('token', 'its owner asks for consent first, and no token was given', {
        where,
        remedy: `Accept the conditions on ${page}, then give a token of your account.`,
      });
    return new AccessRefused('gate', 'its owner asks for consent, which your account has not given', {
      where,
      remedy: `Open ${page}, accept the conditions, and try again with the same token.`,
    });
  }
  if (status === 403)
    return refuse(`${host} does not allow it (403 ${code})`, 'Check that the token may read this model.');
  if (status === 401) {
    if (hasToken && code !== 'RepoNotFound')
      return new AccessRefused('token', 'the token is not accepted (401)', {
        where,
        remedy: 'Copy it again from your account settings; it must allow reading.',
      });
    return refuse(
      `${host} knows no such public model`,
      hasToken
        ? 'Check the name; if it is private, the token must be of an account that may read it.'
        : 'Check the name; if it is private or gated, give a token.',
    );
  }
  if (code === 'RevisionNotFound')
    return refuse(`it has no revision "${revision}"`, 'Leave the revision out, or name a branch, tag or commit.');
  if (status === 404 || status === 410) {
    if (file !== null) return refuse('there is no such file in this model', 'Check its name on the page of the model.');
    return refuse(`${host} knows no such model`, 'Check the name, as at the top of its page.');
  }
  return refuse(`${host} refused (${status} ${statusText})`.replace(' )', ')'), 'Check the address of the Hub.');
}

/** JSON of an answer. A captive portal or a wrong endpoint answers with a web page. */
export async function jsonOf(response: Response, connection: HubConnection, target: HubTarget): Promise<unknown> {
  const { endpoint } = connection;
  const text = await bodyText(response, connection);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw notTheHub(response, endpoint, target, cause);
  }
}

export function notTheHub(response: Response, endpoint: string, { id }: HubTarget, cause?: unknown): UserError {
  const isPage = (response.headers.get('Content-Type') ?? '').includes('text/html');
  return new UserError(`${hostOf(endpoint)} answered with ${isPage ? 'a web page' : 'something that is not JSON'}`, {
    where: id,
    remedy: 'Is this network asking you to sign in? Else check the address of the Hub.',
    cause,
  });
}

async function bodyText(response: Response, connection: HubConnection): Promise<string> {
  try {
    return await unlessSilent(connection, response.text());
  } catch (cause) {
    if (isAborted(cause) || cause instanceof PassingFailure) throw cause;
    throw new PassingFailure(
      `The connection to ${hostOf(connection.endpoint)} broke (${messageOf(cause)}).`,
      null,
      cause,
    );
  }
}

function retryAfterMs(headers: Headers): number | null {
  const value = headers.get('Retry-After');
  if (value === null) return null;
  const seconds = Number(value);
  const ms = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}

export function hostOf(endpoint: string): string {
  return new URL(endpoint).host;
}

const TRIES = 5;
const FIRST_WAIT_MS = 1000;
/** Beyond this it is better to say so than to wait. */
const LONGEST_WAIT_MS = 60_000;

/** Repeats what fails in passing: 1, 2, 4, 8 s apart, or as the server asks. `progressed` starts the count anew. */
export async function withRetries<T>(
  { sleep }: Pick<HubConnection, 'sleep'>,
  work: () => Promise<T>,
  options: { readonly signal?: AbortSignal | undefined; readonly progressed?: () => boolean } = {},
): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      return await work();
    } catch (error) {
      failures = options.progressed?.() === true ? 1 : failures + 1;
      if (!(error instanceof PassingFailure) || failures >= TRIES) throw error;
      const waitMs = error.waitMs ?? FIRST_WAIT_MS * 2 ** (failures - 1);
      if (waitMs > LONGEST_WAIT_MS) {
        throw new RunError(`${error.message} It asks to wait ${Math.ceil(waitMs / 60_000)} min: try again then.`, {
          cause: error,
        });
      }
      await sleep(waitMs, options.signal);
    }
  }
}
