import { describe, expect, it } from 'vitest';
import { isUpToDate, renderSchemas } from '../../../scripts/schemas.mjs';

describe('published JSON Schemas', () => {
  it('are what the guards say: run `node scripts/schemas.mjs --write` after a change', async () => {
    const rendered = await renderSchemas();
    expect(rendered.length).toBeGreaterThan(0);
    for (const schema of rendered)
      expect([schema.file, await isUpToDate(schema)]).toEqual([schema.file, true]);
  });

  it('are out of date as soon as one letter differs', async () => {
    const [first] = await renderSchemas();
    expect(await isUpToDate({ file: first?.file ?? '', text: `${first?.text ?? ''} ` })).toBe(false);
  });
});
