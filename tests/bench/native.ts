import type { Contender, Operations, Timed } from './operations.ts';

/** Hands a line to a program of the machine and waits for the one that it answers with. */
export type Exchange = (program: string, request: string) => Promise<string>;

const NS_PER_MS = 1e6;

/** A program beside the browser that speaks as `native/paillier.c` does; it times itself. */
export function nativeContender(name: string, exchange: Exchange): Contender {
  async function call(op: string, ...numbers: readonly bigint[]): Promise<Timed<bigint[]>> {
    const [times = '', ...words] = (await exchange(name, [op, ...numbers.map(toWord)].join(' '))).split(' ');
    return {
      value: words.map(fromWord),
      partsMs: times.split(',').map((ns) => Number(ns) / NS_PER_MS),
    };
  }

  return {
    name,
    async withKey({ p, q }) {
      await call('key', p, q);
      return operations(call);
    },
  };
}

function operations(
  call: (op: string, ...numbers: readonly bigint[]) => Promise<Timed<bigint[]>>,
): Operations {
  return {
    encrypt: (plaintexts) => call('encrypt', ...plaintexts),
    ownerEncrypt: (plaintexts) => call('ownerEncrypt', ...plaintexts),
    decrypt: (ciphertexts) => call('decrypt', ...ciphertexts),
    async add(ciphertexts) {
      const { value, partsMs } = await call('add', ...ciphertexts);
      return { value: value[0] ?? 0n, partsMs };
    },
    scalar40: (ciphertexts, scalars) => call('scalar40', ...ciphertexts, ...scalars),
    async round11({ x, owners }) {
      const words = [BigInt(owners.length), BigInt(x.length), ...x];
      for (const { matrix, targets, masks } of owners) {
        // Masks are derived in the page, outside of what is timed.
        words.push(...matrix.flat(), ...targets, ...(await masks(new Uint8Array(), targets.length)));
      }
      return call('round11', ...words);
    },
    async keygen(keyBits, count) {
      const { value, partsMs } = await call('keygen', BigInt(keyBits), BigInt(count));
      const pairs = Array.from({ length: count }, (_, i) => value.slice(2 * i, 2 * i + 2));
      return { value: pairs.map(([n = 0n, totient = 0n]) => ({ n, totient })), partsMs };
    },
  };
}

function toWord(value: bigint): string {
  return value.toString(16);
}

/** BigInt reads hexadecimal numbers without a sign only. */
function fromWord(word: string): bigint {
  return word.startsWith('-') ? -BigInt(`0x${word.slice(1)}`) : BigInt(`0x${word}`);
}
