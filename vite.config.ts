import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { signalingPlugin } from './signaling/vite-plugin.ts';

export default defineConfig({
  // Relative, so that the page works below any path of a proxy.
  base: './',
  plugins: [svelte(), signalingPlugin()],
  worker: { format: 'es' },
  build: {
    outDir: 'dist/client',
    target: 'es2023',
    // data: addresses are not allowed by the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      // Importing a module of a room does nothing by itself: what passes its door unused stays out of a chunk.
      treeshake: { moduleSideEffects: [{ test: /\/src\/[a-z]+\/.*\.ts$/, sideEffects: false }] },
    },
  },
  server: { port: 8080 },
  preview: { port: 8080 },
});
