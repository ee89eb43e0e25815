import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { defineConfig } from 'vite';
import { webAssembly } from './tools/webAssembly.ts';

const FOLDER = 'src/cli';

// Vite leaves `new Worker(new URL(…))` as it is in an SSR build, so each src/cli/*.worker.ts is an entry of its own and
// lies beside tabtune.js.
const entries = readdirSync(FOLDER)
  .filter((name) => name === 'tabtune.ts' || name.endsWith('.worker.ts'))
  .map((name) => [basename(name, '.ts'), join(FOLDER, name)]);

export default defineConfig({
  plugins: [webAssembly()],
  // Everything but the GPU binding is bundled: dist/cli runs from carried files, without node_modules.
  ssr: { noExternal: true, external: ['webgpu'] },
  build: {
    ssr: true,
    outDir: 'dist/cli',
    emptyOutDir: true,
    copyPublicDir: false,
    target: 'node20',
    minify: false,
    reportCompressedSize: false,
    rolldownOptions: {
      input: Object.fromEntries(entries),
      output: { entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
    },
  },
});
