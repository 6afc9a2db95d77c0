import { beforeAll, describe, expect, test, vi } from 'vitest';
import { bytesToBigint, FederatedError, type Bytes } from '../../../src/base/index.ts';
import { baseLength, createPacking, oneShotLength } from '../../../src/encoding/index.ts';
import { createAnswering, isWork, taskOf } from '../../../src/parties/answering.ts';
import {
  commitmentTo,
  createKeyPair,
  keyProofSeed,
  parseSharedSecret,
  rawPublicKey,
  createSharedSecret,
  type AnswerTerms,
  type ContractBody,
  type DataOwnerEffect,
  type DataOwnerEvent,
  type RosterBody,
} from '../../../src/protocol/index.ts';
import { inRosterOrder } from '../../../src/protocol/roster.ts';
import type { CheckedRows, DataOwnerWork } from '../../../src/workers/index.ts';
import { csv } from '../dataset/support.ts';
import { contractBody, filled, KEY_BITS, SID } from '../protocol/bodies.ts';

/** Bits for some slots of the contract of these tests; the key is never used. */
const LONG_KEY_BITS = 8 * KEY_BITS;
const contract = contractBody({ keyBits: LONG_KEY_BITS, n: filled(LONG_KEY_BITS / 8, 0xff), owners: 2 });
const contractHash = filled(32, 9);
const file = csv('a,b,y\n1,2,3\n');
const form = { rows: 1, decimalComma: false, columnNames: {} };
const dealSeed = filled(32, 8);
const checkedRows: CheckedRows = {
  ...{ rows: 1, dropped: 0, selection: '5e1ec7ed' },
  counts: { columns: [], droppedForMissing: 0, droppedForOutside: 0 },
  ...{ smallestPart: 1, members: [] },
};

type EventOf<T extends DataOwnerEvent['type']> = Extract<DataOwnerEvent, { type: T }>;

/** One owner's tab, with an arithmetic that keeps what it is asked for. */
async function createOwner(change: { secret?: Bytes; compareFirst?: boolean; file?: Blob | null } = {}) {
  const given = { secret: null, compareFirst: false, file, ...change };
  const calls = {
    checkContract: vi.fn<DataOwnerWork['checkContract']>(() => Promise.resolve(checkedRows)),
    encryptBase: vi.fn<DataOwnerWork['encryptBase']>(() => Promise.resolve(Uint8Array.of(1))),
    encryptGradient: vi.fn<DataOwnerWork['encryptGradient']>(() => Promise.resolve(Uint8Array.of(2))),
  };
  const maskKey = await createKeyPair();
  const compareFirst = vi.fn(() => given.compareFirst);
  const onChecked = vi.fn();
  const answering = createAnswering({
    ...{ sid: SID, maskKey, dealSeed, declaredRows: () => 50, onChecked },
    file: () => given.file && { blob: given.file, form },
    work: () => calls as unknown as DataOwnerWork,
    ...{ sharedSecret: () => given.secret, compareFirst, progress: () => () => undefined },
  });
  const checked = (await answering.run({
    type: 'check-contract',
    contract,
    contractHash,
  })) as EventOf<'contract-checked'>;
  return { answering, maskKey, checked, identity: checked.identity, compareFirst, onChecked, ...calls };
}
type Owner = Awaited<ReturnType<typeof createOwner>>;

function rosterOf(owners: readonly Owner[]): RosterBody {
  const entries = owners.map(({ identity: { maskKey, commitment } }) => ({ maskKey, commitment }));
  return { contractHash, entries: inRosterOrder(entries) ?? [] };
}

function termsOf({ identity }: Owner, roster: RosterBody, body: ContractBody = contract): AnswerTerms {
  return { contract: body, roster, identity };
}

/** What `owner` is told of `other`, the only one besides. */
async function readyFrom(other: Owner, roster: RosterBody) {
  const terms = termsOf(other, roster);
  const { tags } = (await other.answering.run({
    type: 'confirm-roster',
    ...terms,
  })) as EventOf<'roster-confirmed'>;
  const [tag] = tags;
  if (tag === undefined) throw new Error('no tag');
  return { rosterHash: filled(32, 0), confirmations: [{ nonce: other.identity.nonce, tag }] };
}

/** Masks that the arithmetic was given, call by call. */
const masksOf = (call: { readonly mock: { readonly calls: readonly (readonly unknown[])[] } }, at: number) =>
  call.mock.calls.map((each) => each[at] as readonly bigint[]);

let one: Owner;
let two: Owner;
let roster: RosterBody;
beforeAll(async () => {
  [one, two] = await Promise.all([createOwner(), createOwner()]);
  roster = rosterOf([one, two]);
});

describe('checking a contract', () => {
  test('hands over the contract, the declared rows, and the proof with what it is bound to', async () => {
    const { checkContract } = await createOwner();
    const { contract: asked, maximumRows, n, keyBits, keyProof } = contract;
    expect(checkContract.mock.calls[0]?.slice(0, 2)).toEqual([
      file,
      {
        ...{ contract: asked, maximumRows, declaredRows: 50, n, keyBits, keyProof, dealSeed, file: form },
        proofSeed: await keyProofSeed(SID, contract),
      },
    ]);
  });

  test('makes a fresh nonce and commits to it, under the one key of the session', async () => {
    const { answering, maskKey, identity } = await createOwner();
    expect(identity.maskKey).toEqual(await rawPublicKey(maskKey));
    expect(identity.commitment).toEqual(await commitmentTo(contractHash, identity.maskKey, identity.nonce));
    const again = (await answering.run({
      type: 'check-contract',
      contract,
      contractHash,
    })) as EventOf<'contract-checked'>;
    expect(again.identity.maskKey).toEqual(identity.maskKey);
    expect(again.identity.nonce).not.toEqual(identity.nonce);
  });

  test('says which rows it came to, and asks before it accepts', async () => {
    const { answering, checked, onChecked, checkContract } = await createOwner();
    expect(checked.selection).toEqual({ fingerprint: '5e1ec7ed', rows: 1 });
    expect(onChecked.mock.calls).toEqual([[contract.contract, checkedRows]]);
    onChecked.mockImplementationOnce(() => {
      throw new FederatedError('guard-refused', 'no');
    });
    // Of rows that were summed before, too.
    const refused = answering.run({ type: 'check-contract', contract, contractHash });
    await expect(refused).rejects.toMatchObject({ code: 'guard-refused' });
    expect(checkContract).toHaveBeenCalledTimes(1);
  });

  test('fails without a file, and where the arithmetic refuses', async () => {
    await expect(createOwner({ file: null })).rejects.toMatchObject({ code: 'invalid-state' });
    const { answering, checkContract } = await createOwner();
    answering.reset();
    checkContract.mockRejectedValueOnce(new FederatedError('key-proof-invalid', 'no'));
    const refused = answering.run({ type: 'check-contract', contract, contractHash });
    await expect(refused).rejects.toMatchObject({ code: 'key-proof-invalid' });
  });
});

describe('the rows are summed', () => {
  test('once for a contract, whatever is asked under it', async () => {
    const { answering, identity, checkContract } = one;
    const before = checkContract.mock.calls.length;
    const terms = { contract, roster, identity };
    await answering.run({ type: 'check-contract', contract, contractHash });
    await answering.run({ type: 'encrypt-base', ...terms });
    await answering.run({ type: 'encrypt-gradient', round: 1, question: filled(4, 1), ...terms });
    // A reloaded tab reads its contract from storage: another object, the same terms.
    const stored = structuredClone(contract);
    await answering.run({
      type: 'encrypt-gradient',
      round: 2,
      question: filled(4, 2),
      ...terms,
      contract: stored,
    });
    expect(checkContract.mock.calls.length).toBe(before);
  });

  test('again for a contract that differs in anything, though run and proof are repeated', async () => {
    const { answering, checkContract } = await createOwner();
    const n = contract.n.map((byte, i) => (i === contract.n.length - 1 ? byte ^ 2 : byte));
    const others: ContractBody[] = [
      { ...contract, n },
      { ...contract, contract: { ...contract.contract, features: contract.contract.features.slice(1) } },
    ];
    for (const [i, other] of others.entries()) {
      await answering.run({ type: 'check-contract', contract: other, contractHash });
      expect(checkContract).toHaveBeenCalledTimes(2 + i);
    }
    // What a refused contract leaves behind is nothing.
    checkContract.mockRejectedValueOnce(new FederatedError('key-proof-invalid', 'no'));
    await expect(answering.run({ type: 'check-contract', contract, contractHash })).rejects.toThrow();
    await answering.run({ type: 'check-contract', contract: others[1] ?? contract, contractHash });
    expect(checkContract).toHaveBeenCalledTimes(5);
  });

  test('again for another contract, after a reset, and after a failure', async () => {
    const { answering, identity, checkContract } = await createOwner();
    const alone = rosterOf([{ identity } as Owner]);
    const base = (body: ContractBody) =>
      answering.run({ type: 'encrypt-base', contract: body, roster: alone, identity });
    await base(contract);
    expect(checkContract).toHaveBeenCalledTimes(1);
    await base({ ...contract, run: 2 });
    expect(checkContract).toHaveBeenCalledTimes(2);
    await base({ ...contract, run: 2, keyProof: filled(contract.keyProof.length, 6) });
    expect(checkContract).toHaveBeenCalledTimes(3);
    answering.reset();
    checkContract.mockRejectedValueOnce(new Error('ended'));
    await expect(base(contract)).rejects.toThrow('ended');
    await base(contract);
    expect(checkContract).toHaveBeenCalledTimes(5);
  });
});

describe('masks', () => {
  const { slotBits } = contract;
  const packing = createPacking({ slotBits, keyBits: LONG_KEY_BITS });
  const n = bytesToBigint(contract.n);

  async function answer(
    owner: Owner,
    type: 'encrypt-base' | 'encrypt-gradient',
    round = 1,
    question = filled(4, 1),
  ) {
    const terms = termsOf(owner, roster);
    await owner.answering.run(
      type === 'encrypt-base' ? { type, ...terms } : { type, ...terms, round, question },
    );
    const [call, at] = type === 'encrypt-base' ? [owner.encryptBase, 0] : [owner.encryptGradient, 1];
    return masksOf(call, at).at(-1) ?? [];
  }

  test('are one for each ciphertext of the packed answer', async () => {
    // d = 3: BASE has 10 numbers, a gradient 3.
    const expected = [baseLength(3), 3].map((values) => packing.ciphertextsFor(values));
    expect(packing.slots).toBeGreaterThan(3);
    expect(packing.slots).toBeLessThan(baseLength(3));
    const lengths = [await answer(one, 'encrypt-base'), await answer(one, 'encrypt-gradient')];
    expect(lengths.map(({ length }) => length)).toEqual(expected);
    expect(expected).toEqual([2, 1]);
  });

  test('in one shot are as many as all totals take', async () => {
    const { answering, encryptBase, identity } = await createOwner();
    const alone = rosterOf([{ identity } as Owner]);
    const oneShot = contractBody(
      { keyBits: LONG_KEY_BITS, n: contract.n },
      { mode: 'one-shot', validation: { kind: 'folds', folds: 4 } },
    );
    await answering.run({ type: 'encrypt-base', contract: oneShot, roster: alone, identity });
    const { ciphertextsFor } = createPacking({ slotBits: oneShot.slotBits, keyBits: LONG_KEY_BITS });
    expect(masksOf(encryptBase, 0)[0]).toHaveLength(ciphertextsFor(oneShotLength(3, 4)));
  });

  test('of both owners cancel, answer by answer', async () => {
    for (const type of ['encrypt-base', 'encrypt-gradient'] as const) {
      const [first, second] = [await answer(one, type), await answer(two, type)];
      expect(first.map((mask, i) => (mask + (second[i] ?? 0n)) % n)).toEqual(first.map(() => 0n));
      expect(first.every((mask) => mask > 0n && mask < n)).toBe(true);
    }
  });

  test('are the same for the same question, others for another one or another round', async () => {
    const seen = [
      await answer(one, 'encrypt-gradient', 1, filled(4, 1)),
      await answer(one, 'encrypt-gradient', 2, filled(4, 1)),
      await answer(one, 'encrypt-gradient', 1, filled(4, 2)),
    ];
    expect(new Set(seen.map(String)).size).toBe(3);
    expect(await answer(one, 'encrypt-gradient', 1, filled(4, 1))).toEqual(seen[0]);
  });

  test('are none where there is nobody else', async () => {
    const alone = await createOwner();
    await alone.answering.run({ type: 'encrypt-base', ...termsOf(alone, rosterOf([alone])) });
    expect(masksOf(alone.encryptBase, 0)).toEqual([[0n, 0n]]);
  });
});

describe('the roster', () => {
  const check = async (owner: Owner, other: Owner, among: RosterBody) =>
    (await owner.answering.run({
      ...{ type: 'check-ready', ready: await readyFrom(other, among) },
      ...termsOf(owner, among),
    })) as EventOf<'ready-checked'>;

  test('confirmed by both has the same code in both tabs', async () => {
    const [mine, theirs] = [await check(one, two, roster), await check(two, one, roster)];
    expect(mine.code).toMatch(/^([a-z]+ ){5}[a-z]+$/);
    expect(mine).toEqual(theirs);
    expect(mine.compare).toBe(false);
  });

  test('is compared where this person wants to, also where it is alone', async () => {
    const careful = await createOwner({ compareFirst: true });
    const both = rosterOf([careful, two]);
    expect((await check(careful, two, both)).compare).toBe(true);
    expect(careful.compareFirst).toHaveBeenCalledWith(both);
    const alone = rosterOf([careful]);
    const ready = { rosterHash: filled(32, 0), confirmations: [] };
    const event = await careful.answering.run({ type: 'check-ready', ready, ...termsOf(careful, alone) });
    expect(event).toMatchObject({ type: 'ready-checked', compare: true });
  });

  test('is refused under another shared secret, and confirmed under the same', async () => {
    const secret = await parseSharedSecret(await createSharedSecret());
    const [knowing, known] = [await createOwner({ secret }), await createOwner({ secret })];
    const both = rosterOf([knowing, known]);
    expect((await check(knowing, known, both)).code).toBe((await check(known, knowing, both)).code);
    const stranger = await createOwner();
    const mixed = rosterOf([knowing, stranger]);
    for (const [owner, other] of [
      [knowing, stranger],
      [stranger, knowing],
    ] as const) {
      await expect(check(owner, other, mixed)).rejects.toMatchObject({
        code: 'roster-refused',
        details: { reason: 'ready' },
      });
    }
  });
});

test('work is told from what is only sent or shown, and has a name on the page', () => {
  const terms = termsOf(one, roster);
  const ready = { rosterHash: filled(32, 0), confirmations: [] };
  const work: [DataOwnerEffect, string][] = [
    [{ type: 'check-contract', contract, contractHash }, 'totals'],
    [{ type: 'confirm-roster', ...terms }, 'encrypting'],
    [{ type: 'check-ready', ready, ...terms }, 'encrypting'],
    [{ type: 'encrypt-base', ...terms }, 'encrypting'],
    [{ type: 'encrypt-gradient', round: 1, question: filled(1, 1), ...terms }, 'round'],
  ];
  for (const [effect, task] of work) expect(isWork(effect) && taskOf(effect)).toBe(task);
  expect(isWork({ type: 'roster-refused', reason: 'ready' })).toBe(false);
  expect(isWork({ type: 'send', message: { type: 'RESUME', body: {}, round: 0 } })).toBe(false);
});
