// package.json is code: what it names exists, and what it promises is what is built and installed.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { bundles } from '../../esbuild.mjs';
import manifest from '../../package.json' with { type: 'json' };

const root = join(import.meta.dirname, '../..');
const packages: Readonly<Record<string, Locked>> = JSON.parse(read('package-lock.json')).packages;

type Locked = {
  readonly version: string;
  readonly resolved?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
};

test('every file that a contribution names exists', () => {
  expect(localPaths(manifest.contributes).filter((path) => !existsSync(join(root, path)))).toEqual(
    [],
  );
});

test('the icon is a PNG of at least 128 x 128', () => {
  const png = readFileSync(join(root, manifest.icon));
  expect(png.subarray(1, 4).toString()).toBe('PNG');
  expect(png.readUInt32BE(16)).toBeGreaterThanOrEqual(128);
  expect(png.readUInt32BE(20)).toBe(png.readUInt32BE(16));
});

test('the command is a bundle that is built', () => {
  const built = bundles.flatMap(({ outdir, entryPoints }) =>
    entryPoints.map(({ out }) => `${outdir}/${out}.mjs`),
  );
  expect(built).toEqual(expect.arrayContaining(Object.values(manifest.bin)));
});

test('every script runs a file that exists', () => {
  const run = Object.values(manifest.scripts).flatMap(
    (script) => script.match(/[\w/]+\.mjs/g) ?? [],
  );
  expect(run.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('the oldest Node that is promised is the one that is built and typed for', () => {
  const oldest = /^>=(\d+)$/.exec(manifest.engines.node)?.[1];
  expect(new Set(bundles.map(({ target }) => target))).toContain(`node${oldest}`);
  expect(manifest.devDependencies['@types/node'].split('.')[0]).toBe(oldest);
});

test('the version has its entry in CHANGELOG.md', () => {
  expect(read('CHANGELOG.md')).toContain(`## ${manifest.version}`);
});

test('every dependency is pinned exactly', () => {
  const all = Object.entries({ ...manifest.dependencies, ...manifest.devDependencies });
  expect(all.filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([]);
});

test('every runtime dependency has its reason in ARCHITECTURE.md', () => {
  const reasons = read('ARCHITECTURE.md');
  expect(Object.keys(manifest.dependencies).filter((name) => !reasons.includes(name))).toEqual([]);
});

test('the lock file serves every platform and names no registry', () => {
  const wanted = Object.values(packages).flatMap((locked) =>
    Object.keys(locked.optionalDependencies ?? {}),
  );
  expect(wanted.filter((name) => !packages[`node_modules/${name}`])).toEqual([]);
  expect(Object.values(packages).filter(({ resolved }) => resolved)).toEqual([]);
});

test('the package is an allow-list: all is left out, then some is let in', () => {
  for (const list of ['.vscodeignore', '.npmignore']) {
    const [first, ...rest] = read(list)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'));
    expect(first).toBe('**');
    expect(rest.filter((line) => !line.startsWith('!'))).toEqual([]);
  }
});

/** Every string below `value` that is a path of this project: "./media/...". */
function localPaths(value: unknown): readonly string[] {
  if (typeof value === 'string') return value.startsWith('./') ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(localPaths);
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
