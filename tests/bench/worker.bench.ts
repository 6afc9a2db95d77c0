import { expose } from 'comlink';
import { createLoad } from './load.ts';
import { measure, type Measured } from './measure.ts';
import { recordMemories } from './memory.ts';
import { nativeContender, type Exchange } from './native.ts';
import { ownContenders } from './own.ts';
import { PEER } from './peer.ts';
import { WORKLOADS } from './workloads.ts';

/** Bytes of WebAssembly that an engine takes for all of a key's work. */
export interface EngineMemory {
  readonly engine: string;
  readonly keyBits: number;
  readonly bytes: number;
}

const recorder = recordMemories();

const bench = {
  ...createLoad(),
  /** Everything at one length of key, beside the programs that `exchange` reaches. */
  async measure(keyBits: number, programs: readonly string[], exchange: Exchange) {
    const own = ownContenders((name) => console.log(`The engine ${name} cannot run here: left out.`));
    const natives = programs.map((name) => nativeContender(name, exchange));
    const rows: Measured[] = await measure([...own, PEER, ...natives], WORKLOADS, keyBits, recorder.label);
    const memory: EngineMemory[] = own.map(({ name }) => ({
      engine: name,
      keyBits,
      bytes: recorder.bytesOf(name),
    }));
    return { rows, memory };
  },
};

export type Bench = typeof bench;

expose(bench);
