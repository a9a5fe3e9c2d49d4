// The cache on disk: whole entries or none, capped, never in the way.
import { execFileSync } from 'node:child_process';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { defaultCacheFolder, diskStore, storedBytes } from '../../src/platform/store.ts';

let root: string;
let folder: string;
let problems: string[];
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'congruity-store-'));
  folder = join(root, 'cache');
  problems = [];
});
afterEach(() => rmSync(root, { recursive: true }));

const open = (capBytes = 1e6) =>
  diskStore(folder, { capBytes, onProblem: (problem) => problems.push(problem) });
const bytes = (...values: number[]) => Uint8Array.from(values);
const files = () => readdirSync(folder).sort();

test('gives back what was put, also to the next process', async () => {
  await open().put('a', bytes(1, 2, 3));
  await open().put('b', bytes());
  expect(await open().get('a')).toEqual(bytes(1, 2, 3));
  expect(await open().get('b')).toEqual(bytes());
  expect(await open().get('c')).toBeUndefined();
  expect(problems).toEqual([]);
});

test('the last value of a key stands', async () => {
  const store = open();
  await store.put('a', bytes(1));
  await store.put('a', bytes(2));
  expect(await store.get('a')).toEqual(bytes(2));
  expect(files()).toHaveLength(1);
});

test('reading makes nothing', async () => {
  expect(await open().get('a')).toBeUndefined();
  expect(readdirSync(root)).toEqual([]);
});

describe('a damaged entry misses and is removed', () => {
  test.each<readonly [string, (whole: Buffer) => Buffer]>([
    ['cut off', (whole) => whole.subarray(0, whole.length - 1)],
    ['cut off in its header', (whole) => whole.subarray(0, 9)],
    ['empty', () => Buffer.alloc(0)],
    [
      'one bit turned',
      (whole) => Buffer.from(whole.map((b, i) => (i === whole.length - 2 ? b ^ 1 : b))),
    ],
    ['something else', () => Buffer.from('{"not": "an entry"}')],
  ])('%s', async (_, damage) => {
    await open().put('a', bytes(1, 2, 3));
    const path = join(folder, files()[0]);
    writeFileSync(path, damage(readFileSync(path)));
    expect(await open().get('a')).toBeUndefined();
    expect(files()).toEqual([]);
    expect(problems).toEqual([]);
  });

  test("another key's", async () => {
    await open().put('a', bytes(1));
    const [entry] = files();
    await open().put('b', bytes(2));
    const other = files().find((name) => name !== entry)!;
    writeFileSync(join(folder, other), readFileSync(join(folder, entry)));
    expect(await open().get('b')).toBeUndefined();
    expect(await open().get('a')).toEqual(bytes(1));
  });
});

test('leftovers of dead processes are swept out, those of the living and strangers stay', async () => {
  await open().put('a', bytes(1));
  const [entry] = files();
  const dead = `${2 ** 30}-00ff.tmp`;
  const living = `${process.pid}-00ff.tmp`;
  for (const name of [dead, living, 'notes.txt']) writeFileSync(join(folder, name), 'x');
  await open().put('a', bytes(2));
  expect(files()).toEqual([entry, living, 'notes.txt'].sort());
});

test('beyond the cap the entries that were not used longest go', async () => {
  const kilobyte = new Uint8Array(1000);
  for (const key of ['a', 'b', 'c']) await open().put(key, kilobyte);
  files().forEach((name) => {
    utimesSync(join(folder, name), 1000, 1000); // all used long ago
  });
  await open().get('b'); // but this one now
  await open(2500).put('d', kilobyte);
  expect(await open().get('b')).toBeDefined();
  expect(await open().get('d')).toBeDefined();
  expect(await storedBytes(folder)).toBeLessThanOrEqual(2500);
});

test('one store of many entries stays below its cap at every put', async () => {
  const store = open(100_000);
  for (let i = 0; i < 300; i++) {
    await store.put(`entry ${i}`, new Uint8Array(1000));
    expect(await storedBytes(folder)).toBeLessThan(107_000); // the headers are not counted
  }
  expect(await storedBytes(folder)).toBeGreaterThan(85_000);
});

test('not every put looks through the folder, but what another process put is found', async () => {
  const store = open(100_000);
  await store.put('a', bytes(1));
  const other = join(folder, `${'0'.repeat(64)}.entry`);
  writeFileSync(other, new Uint8Array(200_000));
  utimesSync(other, 1000, 1000);
  await store.put('b', bytes(2));
  expect(await storedBytes(folder), 'nobody looked').toBeGreaterThan(200_000);
  await store.put('c', new Uint8Array(7000));
  expect(await storedBytes(folder)).toBeLessThan(10_000);
  expect(await store.get('a')).toEqual(bytes(1));
});

test('a folder that cannot be used is said once, and nothing fails', async () => {
  writeFileSync(folder, 'a file where the folder should be');
  const store = open();
  await store.put('a', bytes(1));
  await store.put('b', bytes(1));
  expect(await store.get('a')).toBeUndefined();
  expect(problems).toEqual([expect.stringMatching(/^the cache folder .*cache cannot be used/)]);
});

test.each([
  ['CONGRUITY_CACHE', { CONGRUITY_CACHE: '/x' }, 'linux', '/x'],
  ['XDG', { XDG_CACHE_HOME: '/xdg' }, 'linux', '/xdg/congruity'],
  ['Linux', {}, 'linux', '/home/.cache/congruity'],
  ['macOS', {}, 'darwin', '/home/Library/Caches/congruity'],
  ['Windows', { LOCALAPPDATA: '/local' }, 'win32', '/local/congruity'],
] as const)('default folder: %s', (_, env, platform, expected) => {
  expect(defaultCacheFolder(env, platform, '/home')).toBe(join(expected));
});

// Windows has no such files.
describe.runIf(process.platform !== 'win32')('what no store wrote in the place of an entry', () => {
  test.each<readonly [string, (path: string) => unknown]>([
    ['a pipe', (path) => execFileSync('mkfifo', [path])],
    ['a device', (path) => symlinkSync('/dev/zero', path)],
    ['a link to itself', (path) => symlinkSync(path, path)],
    ['an entry beyond the cap', (path) => writeFileSync(path, new Uint8Array(2e6))],
  ])('%s is not waited for, and gives way', async (_, make) => {
    await open().put('a', bytes(1));
    const path = join(folder, files()[0]);
    rmSync(path);
    make(path);
    expect(await open().get('a')).toBeUndefined();
    await open().put('a', bytes(2));
    expect(await open().get('a')).toEqual(bytes(2));
    expect(await storedBytes(folder)).toBeLessThan(100);
    expect(problems).toEqual([]);
  });
});
