import { describe, expect, it } from 'vitest';
import {
  addI32,
  addI64,
  advance,
  assembleModule,
  defineF64Function,
  defineFunction,
  firstF64,
  get,
  integer,
  load,
  load64Pair,
  lookUp,
  constantVector,
  repeat,
  set,
  shuffle,
  splatF64,
  splatI8,
  store,
  store64,
  when,
  type FunctionBody,
} from '../../../../src/bignum/wasm/assembler.ts';

type Run = (...args: number[]) => number | undefined;

/** Runs a function in a memory of its own. */
function assembled(body: FunctionBody): { run: Run; memory: ArrayBuffer } {
  const memory = new WebAssembly.Memory({ initial: 1 });
  const module = new WebAssembly.Module(assembleModule([body]));
  const { exports } = new WebAssembly.Instance(module, { env: { memory } });
  return { run: exports[body.name] as Run, memory: memory.buffer };
}

describe('LEB128', () => {
  // Examples of DWARF 5, figures 22 and 23 in appendix C, and the last values of one, two and four bytes.
  it.each([
    [0, [0]],
    [2, [2]],
    [-2, [0x7e]],
    [63, [0x3f]],
    [64, [0xc0, 0]],
    [-64, [0x40]],
    [-65, [0xbf, 0x7f]],
    [127, [0xff, 0]],
    [-127, [0x81, 0x7f]],
    [128, [0x80, 1]],
    [-128, [0x80, 0x7f]],
    [8191, [0xff, 0x3f]],
    [8192, [0x80, 0xc0, 0]],
    [2 ** 31 - 1, [0xff, 0xff, 0xff, 0xff, 0x07]],
    [-(2 ** 31), [0x80, 0x80, 0x80, 0x80, 0x78]],
  ])('signed %i', (value, bytes) => {
    expect(integer(value)).toEqual([0x41, ...bytes]);
  });

  it.each([
    [0, [0]],
    [2, [2]],
    [127, [0x7f]],
    [128, [0x80, 1]],
    [129, [0x81, 1]],
    [12_857, [0xb9, 0x64]],
    [16_383, [0xff, 0x7f]],
    [16_384, [0x80, 0x80, 1]],
    [2 ** 32 - 1, [0xff, 0xff, 0xff, 0xff, 0x0f]],
  ])('unsigned %i', (index, bytes) => {
    expect(get({ index, type: 'i32' })).toEqual([0x20, ...bytes]);
  });
});

describe('a module', () => {
  it('of nothing has the bytes of the specification', () => {
    // Core specification 2.0, section 5.5: magic, version, and the sections 1, 2, 3, 7 and 10.
    const memory = [3, 0x65, 0x6e, 0x76, 6, 0x6d, 0x65, 0x6d, 0x6f, 0x72, 0x79, 2, 0, 1];
    expect([...assembleModule([])]).toEqual(
      [
        [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
        [1, 1, 0],
        [2, 1 + memory.length, 1, ...memory],
        [3, 1, 0],
        [7, 1, 0],
        [10, 1, 0],
      ].flat(),
    );
  });

  it('exports functions that run', () => {
    expect(assembled(defineF64Function('half', firstF64(splatF64(0.5)))).run()).toBe(0.5);
  });

  it('holds a function as long as several bytes of length can say', () => {
    const { run, memory } = assembled(
      defineFunction('long', ['at'], ({ at }) =>
        Array.from({ length: 9000 }, () => advance(at, 16))
          .flat()
          .concat(store(at, 0, splatI8(1))),
      ),
    );
    run(-9000 * 16 + 32);
    expect(new Uint8Array(memory).lastIndexOf(1)).toBe(47);
  });
});

describe('code', () => {
  it('loops over vectors', () => {
    const { run, memory } = assembled(
      defineFunction('sum', ['to', 'from', 'count'], ({ to, from, count }, locals) => {
        const total = locals.vector();
        return [
          ...repeat(count, [...set(total, addI64(get(total), load(from))), ...advance(from, 16)]),
          ...store(to, 0, get(total)),
        ];
      }),
    );
    const words = new BigInt64Array(memory);
    words.set([1n, -2n, 30n, 40n, 500n, -600n], 2);
    run(160, 16, 3);
    expect([...words.slice(20, 22)]).toEqual([531n, -562n]);
  });

  it('runs a branch only where its condition holds', () => {
    const { run, memory } = assembled(
      defineFunction('choose', ['condition', 'to'], ({ condition, to }) =>
        when(get(condition), store(to, 0, splatI8(7))),
      ),
    );
    run(0, 0);
    run(5, 16);
    expect([...new Uint8Array(memory, 0, 32)]).toEqual([
      ...new Array<number>(16).fill(0),
      ...new Array<number>(16).fill(7),
    ]);
  });

  it('takes and leaves single lanes at any place', () => {
    const { run, memory } = assembled(
      defineFunction('lanes', ['from', 'to'], ({ from, to }) => [
        ...store64(to, 1, load64Pair(from, 3, 13), 1),
        ...store64(to, 21, load64Pair(from, 3, 13), 0),
      ]),
    );
    const bytes = new Uint8Array(memory);
    bytes.set(Array.from({ length: 32 }, (_, i) => i + 1));
    run(0, 64);
    expect([...bytes.slice(65, 73)]).toEqual([14, 15, 16, 17, 18, 19, 20, 21]);
    expect([...bytes.slice(85, 93)]).toEqual([4, 5, 6, 7, 8, 9, 10, 11]);
    expect([bytes[64], bytes[73], bytes[84], bytes[93]]).toEqual([0, 0, 0, 0]);
  });

  it('rearranges bytes', () => {
    const order = [31, 0, 16, 15, 1, 1, 17, 2, 3, 4, 5, 6, 7, 8, 9, 30];
    const { run, memory } = assembled(
      defineFunction('bytes', ['a', 'b'], ({ a, b }) => [
        ...store(a, 32, shuffle(load(a), load(b), order)),
        ...store(a, 48, lookUp(constantVector(order), load(a))),
      ]),
    );
    const bytes = new Uint8Array(memory);
    bytes.set(Array.from({ length: 32 }, (_, i) => (i < 16 ? 15 - i : 100 + i)));
    run(0, 16);
    expect([...bytes.slice(32, 48)]).toEqual(order.map((i) => (i < 16 ? 15 - i : 100 + i)));
    expect([...bytes.slice(48, 64)]).toEqual([...order].reverse());
  });

  it('numbers locals behind parameters', () => {
    defineFunction('f', ['a', 'b'], ({ a, b }, locals) => {
      const [x, [y, z], i] = [locals.vector(), locals.vectors(2), locals.integer()];
      expect([a, b, x, y, z, i].map((local) => local?.index)).toEqual([0, 1, 2, 3, 4, 5]);
      return set(i, addI32(get(a), get(b)));
    });
  });
});
