/**
 * The attacks of the suite, and for each the one line of the program that stands against it. A test of an
 * attack runs it twice: against a build without that line, where it must succeed, and against the modules
 * as they are, where it must fail.
 */
export interface Defence {
  readonly number: number;
  /** What the attacker does. */
  readonly title: string;
  /** Path of the file with the line, from the project's folder. */
  readonly file: string;
  /** The line as it stands there, without the space around it. It must stand there exactly once. */
  readonly line: string;
  /** What takes the line's place in the build without the defence. Default: nothing. */
  readonly instead?: string;
  /** What the line is for. */
  readonly defends: string;
}

export const DEFENCES: readonly Defence[] = [
  {
    number: 1,
    title: 'the model owner asks one data owner for other weights than the rest',
    file: 'src/protocol/masks.ts',
    line: "const questionHash = await taggedHash('question', answer.question);",
    instead: 'const questionHash = new Uint8Array(32);',
    defends: 'masks cancel among owners only who were asked the same',
  },
  {
    number: 2,
    title: 'the model owner makes its question of ciphertexts whose randomness it can read again',
    file: 'src/paillier/paillier.ts',
    line: 'answers = z.multiply(answers, fresh(z, groups));',
    defends: 'every answer carries randomness of its own, which covers that of the question',
  },
  {
    number: 3,
    title: 'the modulus shares factors with phi(n), so that randomness does not reach everywhere',
    file: 'src/workers/data-owner-work.ts',
    line: 'await verifyKeyProof(publicKey, terms.proofSeed, decodeRoots(terms.keyProof, keyBits), engine);',
    defends: 'every unit modulo n is an n-th power',
  },
  {
    number: 4,
    title: "crafted weights read one owner's totals from one answer",
    file: 'src/workers/data-owner-work.ts',
    line: 'plaintexts = plaintexts.map((plaintext, i) => modulo(plaintext + (addends[i] ?? 0n), n));',
    defends: 'what one owner sends is uniform modulo n',
  },
  {
    number: 5,
    title: 'one round is asked twice, with different weights',
    file: 'src/protocol/data-owner-machine.ts',
    line: 'if (!equalBytes(question, state.last.question)) return unexpected(state);',
    instead:
      "if (!equalBytes(question, state.last.question)) return work({ ...state, name: 'computing-gradient', last: { ...state.last, round: round - 1 }, question });",
    defends: 'one round is one question',
  },
  {
    number: 6,
    title: 'the roster changes within a session, and sums are subtracted',
    file: 'src/protocol/data-owner-machine.ts',
    line: "if (state.frozen !== null && !sameRoster(entries, state.frozen)) return refuseRoster(state, 'changed');",
    defends: 'an owner answers one roster in a session',
  },
  {
    number: 7,
    title: "an owner's own confirmation of the roster is handed back to it as another's",
    file: 'src/protocol/masks.ts',
    line: "return concatBytes(lengthPrefixed('READY'), rosterHash, from, to);",
    instead: "return concatBytes(lengthPrefixed('READY'), rosterHash);",
    defends: 'a confirmation names who says it, and to whom',
  },
  {
    number: 8,
    title: 'invented owners search for two rosters with one code',
    file: 'src/protocol/masks.ts',
    line: "if (!equalBytes(committed, peer.commitment)) throw rosterRefused('commitment');",
    defends: "everybody's part in the code is fixed before anybody's is known",
  },
  {
    number: 9,
    title: 'the signaling server relays between two connections with certificates of its own',
    file: 'src/protocol/channel/key-schedule.ts',
    line: 'concatBytes(fingerprintBytes(parts.dataOwnerFingerprint), fingerprintBytes(parts.modelOwnerFingerprint)),',
    defends: 'both sides must have seen the same two certificates, else their keys differ',
  },
  {
    number: 10,
    title: 'sealed records are replayed, reordered or dropped',
    file: 'src/protocol/channel/records.ts',
    line: "if (counter !== expected) throw broken(counter > expected ? 'gap' : 'repeat');",
    defends: 'every record has one place in its channel',
  },
  {
    number: 11,
    title: 'a copied link is used by a second person',
    file: 'src/protocol/channel/accept-channel.ts',
    line: "if (!equalBytes(boundKey, staticKey)) throw new FederatedError('link-used', 'already bound', { invite });",
    defends: 'an invite belongs to the first key that completed a handshake with it',
  },
  {
    number: 12,
    title: 'somebody who has seen the link plays the model owner, with the help of the signaling server',
    file: 'src/protocol/channel/open-channel.ts',
    line: "if (!equalBytes(keyHash, link.modelOwnerKeyHash)) throw authenticationFailed('model-owner-key');",
    defends: 'the link names the key of the one model owner that may ask',
  },
  {
    number: 13,
    title: 'a value is sent that runs over into the next slot',
    file: 'src/encoding/packing.ts',
    line: "checkWithinBound(digit, bound, 'sum');",
    defends: 'a sum that no honest data can have is not taken for one',
  },
  {
    number: 14,
    title: 'ciphertexts are sent that are none',
    file: 'src/paillier/paillier.ts',
    line: 'checkCiphertexts: (ciphertexts, count) => checkCiphertexts(publicKey, ciphertexts, count),',
    instead: 'checkCiphertexts: (ciphertexts) => ciphertexts,',
    defends: 'nothing is computed with what is no fresh ciphertext',
  },
  {
    number: 15,
    title: 'two contracts of a session differ in the rows that they drop, and sums are subtracted',
    file: 'src/protocol/data-owner-machine.ts',
    line: 'if (!usesKnownRows(state, using)) return askRows(state, using);',
    defends: 'other rows than those of the first run are a question for their owner',
  },
  {
    number: 16,
    title: 'rosters are proposed again and again, until one has the code that others read',
    file: 'src/protocol/data-owner-machine.ts',
    line: "if (state.rostersTried >= MOST_ROSTERS) return refuseRoster(state, 'too-many');",
    defends: 'a tab confirms eight rosters without its person',
  },
  {
    number: 17,
    title: 'data owners ask for as many scores as it takes to know the model',
    file: 'src/protocol/scoring.ts',
    line: "if (rows > scoresLeft(state)) return 'limit';",
    defends: 'scores are counted over all data owners before they are given',
  },
  {
    number: 18,
    title: 'contracts are proposed again and again, and what becomes of each tells of the rows',
    file: 'src/protocol/data-owner-machine.ts',
    line: 'if (state.contractsTried >= MOST_CONTRACTS) return refuseContract(session, TOO_MANY);',
    defends: 'a tab holds eight contracts against its rows without its person',
  },
];

/** @throws RangeError if there is no such attack. */
export function defenceAgainst(number: number): Defence {
  const defence = DEFENCES.find((each) => each.number === number);
  if (defence === undefined) throw new RangeError(`number: there is no attack ${number}`);
  return defence;
}
