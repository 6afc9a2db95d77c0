import type { BenchRow } from './measure.ts';

declare global {
  interface Window {
    /** Measures in a worker, as the product computes, and rejects if an engine is wrong. */
    measure(keySizesBits: readonly number[]): Promise<BenchRow[]>;
  }
}

window.measure = (keySizesBits) =>
  new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./worker.bench.ts', import.meta.url), { type: 'module' });
    worker.onmessage = ({ data }: MessageEvent<BenchRow[]>) => resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(keySizesBits);
  });
