import { describe, expect, test } from 'vitest';
import { defenceAgainst } from './defences.ts';
import { modulesAsShipped, modulesWithout } from './without.ts';

/** An attack, written once. */
export interface Attack<Entry, Evidence> {
  /** The module that the attack runs against, by its path from the project's folder. */
  readonly entry: string;
  /** Carries it out, and returns what came of it. */
  attempt(modules: Entry): Promise<Evidence>;
  /** What comes of it without the defence: the attacker has what it wants. */
  readonly succeeded: Evidence;
  /** What comes of it against the modules as shipped. */
  readonly failed: Evidence;
}

/** The two tests of an attack: it succeeds without its one line of defence, and fails as shipped. */
export function testAttack<Entry, Evidence>(number: number, attack: Attack<Entry, Evidence>): void {
  const defence = defenceAgainst(number);
  describe(`attack ${number}: ${defence.title}`, () => {
    test(`succeeds without the line of ${defence.file}`, async () => {
      const modules = await modulesWithout<Entry>(defence, attack.entry);
      expect(await attack.attempt(modules)).toEqual(attack.succeeded);
    });
    test('fails as shipped', async () => {
      const modules = await modulesAsShipped<Entry>(attack.entry);
      expect(await attack.attempt(modules)).toEqual(attack.failed);
    });
  });
}
