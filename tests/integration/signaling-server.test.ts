import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, get, type IncomingMessage } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { readArguments, startProblem } from '../../signaling/arguments.ts';
import {
  attachSignaling,
  createSignaling,
  type Signaling,
  type SignalingOptions,
} from '../../signaling/index.ts';
import { WebSocket, WebSocketServer } from 'ws';
import { keepAlive } from '../../signaling/keep-alive.ts';
import { openClient } from './signaling-client.ts';

const open: Signaling[] = [];
const folders: string[] = [];

async function start(options: Partial<SignalingOptions> = {}): Promise<Signaling> {
  const server = createSignaling({ port: 0, host: 'localhost', ...options });
  open.push(server);
  await server.ready;
  return server;
}

afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true });
});

const fetchHeaders = (url: string, host?: string, encodings?: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    const headers = {
      ...(host !== undefined && { host }),
      ...(encodings !== undefined && { 'accept-encoding': encodings }),
    };
    const request = get(url, { headers }, (response) => {
      response.resume();
      resolve(response);
    });
    request.on('error', reject);
  });

describe('createSignaling', () => {
  test('serves the page with security headers, hashed files for ever and others fresh', async () => {
    const staticDir = await mkdtemp(join(tmpdir(), 'static-'));
    folders.push(staticDir);
    await mkdir(join(staticDir, 'assets'));
    await writeFile(join(staticDir, 'index.html'), '<!doctype html>');
    await writeFile(join(staticDir, 'assets/page-abc.js'), '1');
    const { address } = await start({ staticDir });
    const page = await fetchHeaders(`${address}/`);
    expect(page.statusCode).toBe(200);
    expect(page.headers['cache-control']).toBe('no-cache');
    expect(page.headers['x-powered-by']).toBeUndefined();
    expect(page.headers).toMatchObject({
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    const policy = String(page.headers['content-security-policy']).split('; ');
    const host = new URL(address).host;
    expect(policy).toEqual(
      expect.arrayContaining([
        "default-src 'self'",
        "script-src 'self' 'wasm-unsafe-eval'",
        `connect-src 'self' ws://${host} wss://${host}`,
        "worker-src 'self'",
        "object-src 'none'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]),
    );
    expect(policy.join()).not.toContain('unsafe-inline');
    const asset = await fetchHeaders(`${address}/assets/page-abc.js`);
    expect(asset.headers['cache-control']).toBe('public, max-age=31536000, immutable');
    const missing = await fetchHeaders(`${address}/missing`);
    expect(missing.statusCode).toBe(404);
    expect(missing.headers['x-content-type-options']).toBe('nosniff');
  });

  test('serves what the build compressed, as what it is, to whoever reads that', async () => {
    const parent = await mkdtemp(join(tmpdir(), 'static-'));
    folders.push(parent);
    const staticDir = join(parent, 'client');
    await mkdir(join(staticDir, 'assets'), { recursive: true });
    const script = 'x();'.repeat(100);
    const files = {
      'client/assets/page-abc.js': script,
      'client/index.html': '<!doctype html>',
      'out.js': '1',
    };
    for (const [name, text] of Object.entries(files)) {
      await writeFile(join(parent, name), text);
      await writeFile(join(parent, `${name}.gz`), gzipSync(text));
    }
    const { address } = await start({ staticDir });
    const packed = await fetchHeaders(`${address}/assets/page-abc.js`, undefined, 'gzip, br');
    expect(packed.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': expect.stringMatching(/^(text|application)\/javascript/) as string,
      'cache-control': 'public, max-age=31536000, immutable',
      vary: 'Accept-Encoding',
    });
    expect(Number(packed.headers['content-length'])).toBeLessThan(script.length);
    expect(await (await fetch(`${address}/assets/page-abc.js`)).text()).toBe(script);
    const plain = await fetchHeaders(`${address}/assets/page-abc.js`, undefined, 'identity');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers.vary).toBe('Accept-Encoding');
    expect(plain.headers['content-length']).toBe(String(script.length));
    const page = await fetchHeaders(`${address}/`, undefined, 'gzip');
    expect(page.headers).toMatchObject({ 'content-encoding': 'gzip', 'cache-control': 'no-cache' });
    expect(page.headers['content-type']).toMatch(/^text\/html/);
    for (const path of ['/../out.js', '/%2e%2e/out.js', '/assets/..%2f..%2fout.js', '/missing.js']) {
      const outside = await fetchHeaders(`${address}${path}`, undefined, 'gzip');
      expect(outside.statusCode, path).toBeGreaterThanOrEqual(400);
      expect(outside.headers['content-encoding'], path).toBeUndefined();
    }
  });

  test('a host header never gets directives into the policy', async () => {
    const { address } = await start({ staticDir: import.meta.dirname });
    const { headers } = await fetchHeaders(`${address}/signaling-client.ts`, "x; script-src 'unsafe-inline'");
    expect(headers['content-security-policy']).toContain("connect-src 'self';");
    expect(headers['content-security-policy']).not.toContain('unsafe-inline');
  });

  test('localhost means 127.0.0.1 and whatever the name stands for', async () => {
    const { address } = await start();
    const { port } = new URL(address);
    expect(address).toBe(`http://localhost:${port}`);
    for (const host of ['localhost', '127.0.0.1']) {
      expect((await fetchHeaders(`http://${host}:${port}/`)).statusCode).toBe(404);
    }
  });

  test('a port in use is said in one line with what to do', async () => {
    const { address } = await start();
    const port = Number(new URL(address).port);
    const second = createSignaling({ port, host: 'localhost' });
    const error: unknown = await second.ready.catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'EADDRINUSE' });
    const line = startProblem(error, { port, host: 'localhost', help: false });
    expect(line).toContain(`Port ${port} is already in use`);
    expect(line).toContain(`--port ${port + 1}`);
    expect(line).not.toContain('\n');
  });

  test('closing ends sockets and frees the port', async () => {
    const server = await start();
    const url = server.address.replace('http', 'ws');
    const client = await openClient(`${url}/coordination`);
    await server.close();
    await client.closed;
    const { port } = new URL(server.address);
    await start({ port: Number(port) });
  });
});

test('attachSignaling leaves other upgrades to their owner', async () => {
  const http = createServer();
  const signaling = attachSignaling(http);
  const others: (string | undefined)[] = [];
  http.on('upgrade', (request, socket) => {
    if (request.url !== '/hot-reload') return;
    others.push(request.url);
    socket.end('HTTP/1.1 418 Own\r\n\r\n');
  });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  const url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}`;
  await expect(openClient(`${url}/hot-reload`)).rejects.toThrow('418');
  const client = await openClient(`${url}/coordination`);
  expect(others).toEqual(['/hot-reload']);
  signaling.close();
  await client.closed;
  http.close();
});

describe('readArguments', () => {
  test('defaults and values', () => {
    expect(readArguments([])).toEqual({ port: 8080, host: 'localhost', help: false });
    expect(readArguments(['--port', '0', '--host=::1'])).toEqual({ port: 0, host: '::1', help: false });
  });

  test.each([
    [['--port', 'x']],
    [['--port', '65536']],
    [['--port', '-1']],
    [['--port=']],
    [['--host=']],
    [['--prt', '1']],
    [['8080']],
  ])('refuses %j', (args) => expect(() => readArguments(args)).toThrow(Error));

  test.each([
    ['EACCES', 'not allowed'],
    ['EADDRNOTAVAIL', 'no address "far.example"'],
    ['ENOTFOUND', 'no address "far.example"'],
    ['EOTHER', 'could not start'],
  ])('%s is said plainly', (code, words) => {
    const error = Object.assign(new Error('listen'), { code });
    expect(startProblem(error, { port: 80, host: 'far.example', help: false })).toContain(words);
  });
});

test('keepAlive ends a client that stops answering, and spares one that answers', async () => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  const stop = keepAlive(server, 40);
  await new Promise((resolve) => server.on('listening', resolve));
  const url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const silent = new WebSocket(url, { autoPong: false });
  const closed = new Promise((resolve) => silent.on('close', resolve));
  const answering = new WebSocket(url);
  await closed;
  await new Promise((resolve) => setTimeout(resolve, 120));
  expect(answering.readyState).toBe(WebSocket.OPEN);
  stop();
  answering.terminate();
  server.close();
});
