/**
 * The page's Content Security Policy. A build writes it into index.html as a meta element, so that it holds on any static
 * host; `npm start` sends it as a header besides. Workers start from a blob: address and so inherit the page's policy
 * (src/workers/client.ts).
 */
import type { Plugin } from 'vite';

const DIRECTIVES: Readonly<Record<string, string>> = {
  'default-src': "'self'",
  'script-src': "'self'",
  // Mantine writes its variables into a style element. A nonce would need a server, and no style can fetch what the rest forbids.
  'style-src': "'self' 'unsafe-inline'",
  'img-src': "'self' data: blob:",
  'connect-src': "'self'",
  'worker-src': "'self' blob:",
  'object-src': "'none'",
  'frame-src': "'none'",
  'base-uri': "'none'",
  'form-action': "'none'",
};

const SECURITY_POLICY = Object.entries(DIRECTIVES)
  .map(([name, sources]) => `${name} ${sources}`)
  .join('; ');

/** What only a header can say: nobody may frame the page, and no address of it is told to another site. */
export const SECURITY_HEADERS = {
  'Content-Security-Policy': `${SECURITY_POLICY}; frame-ancestors 'none'`,
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
} as const;

/** Puts the policy first into the head, before anything that it is to judge. The development server's own scripts would break it. */
export function securityPolicy(): Plugin {
  return {
    name: 'tabtune:security-policy',
    apply: 'build',
    transformIndexHtml: () => [
      {
        tag: 'meta',
        attrs: { 'http-equiv': 'Content-Security-Policy', content: SECURITY_POLICY },
        injectTo: 'head-prepend',
      },
    ],
  };
}
