import { ENGINES } from './engines.ts';
import { measure } from './measure.ts';
import { WORKLOADS } from './workloads.ts';

self.onmessage = ({ data: keySizesBits }: MessageEvent<readonly number[]>) => {
  self.postMessage(keySizesBits.flatMap((keyBits) => measure(ENGINES, WORKLOADS, keyBits)));
};
