/** `npm run build`: the page to dist/client, the server to dist/server. */
import { join } from 'node:path';
import { build } from 'vite';
import { precompress } from './lib/precompress.mjs';
import { ROOT } from './lib/prepare.mjs';

await build({ root: ROOT, logLevel: 'warn' });
precompress(join(ROOT, 'dist/client'));

await build({
  root: ROOT,
  configFile: false,
  logLevel: 'warn',
  // Files of public/ are the page's.
  publicDir: false,
  build: {
    ssr: 'signaling/main.ts',
    outDir: 'dist/server',
    target: 'node20',
    rollupOptions: { output: { entryFileNames: 'main.js' } },
  },
});
