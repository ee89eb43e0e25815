// What a first visit loads before anything is shown: what index.html names (entry, its preloads, styles). Fonts come later
// and are cached; models are asked for.

import { readFileSync } from 'node:fs';

const html = readFileSync(new URL('dist/index.html', import.meta.url), 'utf8');
const assets = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => `dist/${path}`);

export default [{ name: 'first load', path: ['dist/index.html', ...assets], limit: '300 KB', gzip: true }];
