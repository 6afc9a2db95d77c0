import { expect, test } from 'vitest';
import { coordinationBeside, signalingBeside } from '../../../src/transport/index.ts';

test.each([
  [
    'http://localhost:8080/#/model-owner/abc',
    { host: 'localhost', port: 8080, path: '/peerjs', secure: false },
    'ws://localhost:8080/coordination',
  ],
  [
    'https://example.org/trainer/index.html?x=1#/secret',
    { host: 'example.org', port: 443, path: '/trainer/peerjs', secure: true },
    'wss://example.org/trainer/coordination',
  ],
  ['http://[::1]/', { host: '[::1]', port: 80, path: '/peerjs', secure: false }, 'ws://[::1]/coordination'],
])('beside %s', (page, signaling, coordination) => {
  expect(signalingBeside(page)).toEqual(signaling);
  expect(coordinationBeside(page)).toBe(coordination);
});
