import { expect, test } from 'vitest';
import { loadIceServers } from '../../../src/transport/index.ts';

const PAGE = 'https://example.org/app/';

function serving(body: string, status = 200) {
  const asked: string[] = [];
  const load: typeof fetch = (address) => {
    asked.push(address instanceof URL ? address.href : 'not a URL');
    return Promise.resolve(new Response(body, { status }));
  };
  return { load, asked };
}

test('the list beside the page is taken as it is', async () => {
  const { load, asked } = serving(
    '[{"urls":"stun:stun.example.org"},{"urls":["turn:a","turns:b"],"username":"u","credential":"c"}]',
  );
  await expect(loadIceServers(PAGE, load)).resolves.toEqual([
    { urls: 'stun:stun.example.org' },
    { urls: ['turn:a', 'turns:b'], username: 'u', credential: 'c' },
  ]);
  expect(asked).toEqual(['https://example.org/app/ice-servers.json']);
});

test('an empty list is no server', async () => {
  await expect(loadIceServers(PAGE, serving('[]').load)).resolves.toEqual([]);
});

test.each([
  ['not JSON', 'stun:x'],
  ['no list', '{"urls":"stun:x"}'],
  ['another scheme', '[{"urls":"https://example.org"}]'],
  ['an unknown field', '[{"urls":"stun:x","extra":1}]'],
  ['no address', '[{"urls":[]}]'],
])('%s is refused', async (_, body) => {
  await expect(loadIceServers(PAGE, serving(body).load)).rejects.toMatchObject({
    code: 'ice-servers-invalid',
  });
});

test('a missing file is refused', async () => {
  await expect(loadIceServers(PAGE, serving('', 404).load)).rejects.toMatchObject({
    code: 'ice-servers-invalid',
  });
});
