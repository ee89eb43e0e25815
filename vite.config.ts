import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { offline } from './tools/site/offline.ts';
import { securityPolicy } from './tools/site/securityPolicy.ts';

export default defineConfig({
  // Relative addresses: the built app works in any folder of any static host.
  base: './',
  plugins: [react(), securityPolicy(), offline()],
  worker: { format: 'es' },
  build: {
    target: 'es2023',
    sourcemap: true,
    reportCompressedSize: false,
    rolldownOptions: { input: ['index.html', 'models.html'] },
  },
  server: { host: '127.0.0.1' },
  preview: { host: '127.0.0.1' },
});
