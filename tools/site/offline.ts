/**
 * What makes the built page work without a network: a service worker of ours (src/workers/serviceWorker.ts) with the list
 * of files to keep, and a manifest, so that the page can be installed. Registration is the page's own (src/store/offline.ts):
 * no inline script, no reload behind a person's back.
 */
import type { Plugin } from 'vite';
import { VitePWA } from 'vite-plugin-pwa';

/** Files larger than this are not kept: a build that grew one by accident would fail to work offline, so it is a failed build. */
const LARGEST_BYTES = 32 * 2 ** 20;

export function offline(): Plugin[] {
  return VitePWA({
    strategies: 'injectManifest',
    srcDir: 'src/workers',
    filename: 'serviceWorker.ts',
    injectRegister: false,
    injectManifest: {
      globPatterns: ['**/*'],
      // Source maps are for whoever opens the developer tools; woff for browsers older than WebGPU.
      globIgnores: ['**/*.map', '**/*.woff', 'cli/**', 'samples/README.md'],
      maximumFileSizeToCacheInBytes: LARGEST_BYTES,
    },
    manifest: {
      name: 'TabTune',
      short_name: 'TabTune',
      description: 'Fine-tune a language model on your spreadsheet, in this tab, on your own GPU.',
      start_url: './',
      scope: './',
      display: 'standalone',
      background_color: '#fafaf8',
      theme_color: '#fafaf8',
      icons: [
        { src: 'icons/icon.svg', sizes: 'any', type: 'image/svg+xml' },
        { src: 'icons/icon-192.png', sizes: '192x192', type: 'image/png' },
        { src: 'icons/icon-512.png', sizes: '512x512', type: 'image/png' },
      ],
    },
  });
}
