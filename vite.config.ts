import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { offline } from './tools/site/offline.ts';
import { securityPolicy } from './tools/site/securityPolicy.ts';
import { webAssembly } from './tools/webAssembly.ts';

export default defineConfig({
  // Relative addresses: the built app works in any folder of any static host.
  base: './',
  plugins: [react(), webAssembly(), securityPolicy(), offline()],
  worker: { format: 'es', plugins: () => [webAssembly()] },
  build: {
    target: 'es2023',
    sourcemap: true,
    reportCompressedSize: false,
    rolldownOptions: { input: ['index.html', 'models.html'] },
  },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
});
