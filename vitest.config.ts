import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['tests/{unit,integration,attacks,architecture,fuzz}/**/*.test.ts'],
    environment: 'node',
    // The fastest arithmetic engine needs it in Node 20; browsers have it.
    execArgv: ['--experimental-wasm-relaxed-simd'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
