import { execFileSync } from 'node:child_process';
import { symlinkSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { fileError, nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf } from '../support/checkpoints.ts';

const files = nodeFiles();

async function openedSource(path: string) {
  const source = await files.open(path);
  onTestFinished(() => source.close());
  return source;
}

describe('a file is read by position', () => {
  test('any range within it', async () => {
    const source = await openedSource(join(folderOf({ digits: '0123456789' }), 'digits'));
    expect(source.size).toBe(10);
    const target = new Uint8Array(3);
    await source.readInto(7, target);
    expect(new TextDecoder().decode(target)).toBe('789');
    expect(new TextDecoder().decode(await source.read(2, 4))).toBe('2345');
    expect(await source.read(10, 0)).toHaveLength(0);
  });

  test.each([
    [8, 3],
    [-1, 2],
    [11, 0],
    [0, 2 ** 53],
  ])('not bytes %i and %i on', async (offset, length) => {
    const source = await openedSource(join(folderOf({ digits: '0123456789' }), 'digits'));
    await expect(source.read(offset, length)).rejects.toThrow(/were asked for, it has 10$/);
  });

  test('one that was cut short after it was opened says so', async () => {
    const path = join(folderOf({ digits: '0123456789' }), 'digits');
    const source = await openedSource(path);
    truncateSync(path, 4);
    await expect(source.read(2, 6)).rejects.toThrow('digits ended at byte 4, it had 10');
  });
});

describe('what cannot be opened says why', () => {
  test('a missing file', async () => {
    await expect(files.open(join(folderOf({}), 'gone'))).rejects.toMatchObject({
      code: 'file-missing',
      message: expect.stringMatching(/gone does not exist$/),
    });
  });

  test('a folder', async () => {
    await expect(files.open(folderOf({}))).rejects.toThrow(/is a folder, not a file$/);
  });

  // Windows has no such file.
  test.runIf(process.platform !== 'win32')('a device', async () => {
    await expect(files.open('/dev/null')).rejects.toThrow('is a pipe, socket or device');
  });

  test.runIf(process.platform !== 'win32')('a pipe, which is not waited for', async () => {
    const path = join(folderOf({}), 'pipe');
    execFileSync('mkfifo', [path]);
    await expect(files.open(path)).rejects.toMatchObject({ code: 'file-unsafe' });
  });

  test('a path below a file, a path too long and a path with NUL', async () => {
    const folder = folderOf({ file: 'x' });
    expect(await files.kind(join(folder, 'file', 'below'))).toBe('missing');
    expect(await files.kind(join(folder, 'x'.repeat(5000)))).toBe('missing');
    await expect(files.kind(`${folder}\0`)).rejects.toMatchObject({ code: 'file-missing' });
  });

  const reasons = [
    ['ENOENT', 'it does not exist'],
    ['EACCES', 'it may not be read: no permission'],
    ['EPERM', 'it may not be read: no permission'],
    ['ELOOP', 'it is a symbolic link to itself'],
    ['EMFILE', 'it: too many files are open'],
    ['EIO', 'it cannot be read: EIO: from the disk'],
  ] as const;
  test.each(reasons)('%s', (code, message) => {
    const cause = Object.assign(new Error(`${code}: from the disk`), { code });
    expect(fileError('it', cause)).toMatchObject({ code: 'file-missing', message, cause });
  });
});

test('folders are listed in order, links followed when asked', async () => {
  const folder = folderOf({ b: '', a: '', 'inner/c': '' });
  symlinkSync(join(folder, 'inner', 'c'), join(folder, 'link'));
  expect(await files.list(folder)).toEqual(['a', 'b', 'inner', 'link']);
  expect(await files.kind(join(folder, 'inner'))).toBe('folder');
  expect(await files.kind(join(folder, 'link'))).toBe('file');
  expect(await files.real(files.inside(folder, 'link'))).toBe(
    await files.real(files.inside(folder, 'inner/c')),
  );
  expect(files.base(files.parent(join(folder, 'inner', 'c')))).toBe('inner');
});

test('SHA-256 of "abc", in two pieces, is the standard’s', () => {
  const hasher = sha256();
  hasher.update(new TextEncoder().encode('a'));
  hasher.update(new TextEncoder().encode('bc'));
  // FIPS 180-2, appendix B.1
  expect(hasher.hex()).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
});
