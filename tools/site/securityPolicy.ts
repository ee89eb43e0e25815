/**
 * The pages' Content Security Policies. A build writes them into each page as a meta element, so that they hold on any static
 * host; `npm start` sends them as a header besides. Workers start from a blob: address and so inherit the page's policy
 * (src/workers/client.ts).
 */
import { basename } from 'node:path';
import type { Plugin } from 'vite';

const DIRECTIVES: Readonly<Record<string, string>> = {
  'default-src': "'self'",
  // Workers that load a model compile our own WebAssembly, which is part of their script (src/formats/nf4.wat). The word lets WebAssembly be
  // compiled and nothing else: text is still not evaluated, and compiled code reaches only what its maker hands to it. Without the word models load
  // all the same, by the slower way in JavaScript, and a record of what was stopped.
  'script-src': "'self' 'wasm-unsafe-eval'",
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

/** The page without rows: which Hub it asks is the person's choice, so its own script (src/app/hubPolicy.ts) narrows this to that Hub. */
const HUB_PAGE = 'models.html';
const HUB_CONNECT = "'self' https: http://localhost:* http://127.0.0.1:*";

function policyOf(page: string): string {
  const directives = page === HUB_PAGE ? { ...DIRECTIVES, 'connect-src': HUB_CONNECT } : DIRECTIVES;
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources}`)
    .join('; ');
}

/**
 * Puts the policy first into the head of a built page, before anything that it is to judge (the development server's own scripts would break it);
 * serves built pages with it, and with what only a header can say: nobody may frame the page, and no address of it is told to another site.
 */
export function securityPolicy(): Plugin {
  return {
    name: 'tabtune:security-policy',
    transformIndexHtml: {
      handler: (_html, { server, filename }) =>
        server === undefined
          ? [
              {
                tag: 'meta',
                attrs: { 'http-equiv': 'Content-Security-Policy', content: policyOf(basename(filename)) },
                injectTo: 'head-prepend',
              },
            ]
          : [],
    },
    configurePreviewServer({ middlewares }) {
      middlewares.use((request, response, next) => {
        const page = basename(new URL(request.url ?? '/', 'http://host').pathname);
        response.setHeader('Content-Security-Policy', `${policyOf(page)}; frame-ancestors 'none'`);
        response.setHeader('Referrer-Policy', 'no-referrer');
        response.setHeader('X-Content-Type-Options', 'nosniff');
        next();
      });
    },
  };
}
