// Packages as their users get them: built by the command, unzipped far from any node_modules, and run
// without a network. The kinds for other platforms are built by `npm run package` alone.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildAll } from '../../esbuild.mjs';
import { version } from '../../package.json';
import { kinds } from '../../scripts/package/kinds.mjs';
import type { CompareReport } from '../../src/protocol/report.ts';
import { unzip } from '../support/unzip.ts';

const root = join(import.meta.dirname, '../..');
const offline = pathToFileURL(join(root, 'test/support/offline.mjs')).href;
const here = `${process.platform}-${process.arch}`;
const nativeHere = kinds.some(({ name }) => name === here);

/** Where `npm test` wants them: the tests in the editor are of the same. */
const packagesOfRun = process.env.CONGRUITY_PACKAGES;
let folder: string;
let packaged: ReturnType<typeof node>;
beforeAll(async () => {
  folder = packagesOfRun ?? mkdtempSync(join(tmpdir(), 'congruity-package-'));
  await buildAll();
  const names = ['universal', ...(nativeHere ? [here] : [])];
  packaged = node(root, ['scripts/package.mjs', ...names, '--out', folder]);
});
afterAll(() => {
  if (packagesOfRun === undefined) rmSync(folder, { recursive: true });
});

describe('the universal package', () => {
  test('holds what is listed, within its budget', checkPackaged);

  test('compares with WebAssembly, and says so', async () => {
    const { provenance, verdict } = await compareWith('universal');
    expect(verdict).toBe('same interpretation');
    expect(provenance.runtime).toMatch(/^onnxruntime-web /);
    expect(provenance.runtimeNote).toMatch(
      /^onnxruntime-node did not load: it is not installed here \(the universal package comes without it\)/,
    );
  });
});

describe(`the package of this platform, ${here}`, () => {
  test('holds what is listed, within its budget', ({ skip }) => {
    skip(!nativeHere, `there is no native runtime for ${here}`);
    checkPackaged();
  });

  test('compares with the native runtime', async ({ skip }) => {
    skip(!nativeHere, `there is no native runtime for ${here}`);
    const { provenance, verdict } = await compareWith(here);
    expect(verdict).toBe('same interpretation');
    expect(provenance.runtime).toMatch(/^onnxruntime-node /);
    expect(provenance.runtimeNote ?? 'on the CPU: ').toMatch(/^on the CPU: /); // why it is no GPU
  });
});

test('an unknown kind is answered with those that there are', () => {
  const { status, stderr } = node(root, ['scripts/package.mjs', 'beos-ppc', '--out', folder]);
  expect(status).toBe(1);
  expect(stderr).toContain(`beos-ppc; there are ${kinds.map(({ name }) => name).join(', ')}`);
});

function checkPackaged(): void {
  const { status, stderr } = packaged;
  expect(stderr.split('\n').filter((line) => line.includes('✗'))).toEqual([]);
  expect(status).toBe(0);
}

async function compareWith(kind: string): Promise<CompareReport> {
  const copy = join(folder, kind);
  await unzip(join(folder, `congruity-${kind}-${version}.vsix`), copy);
  const sample = (name: string) => join('media/sample/modsum', name);
  const models = [sample('ab-gpt2'), sample('ab-llama'), '--task', sample('task.json')];
  const args = [
    'dist/cli.mjs',
    'compare',
    ...models,
    '--pairs',
    '32',
    '--resamples',
    '100',
    '--json',
    '--no-cache',
  ];
  const { stdout, stderr } = node(join(copy, 'extension'), args, {
    NODE_OPTIONS: `--import=${offline}`,
    CONGRUITY_RUNTIME: '',
  });
  expect(stdout, stderr).not.toBe('');
  return JSON.parse(stdout);
}

function node(cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) {
  return spawnSync(process.execPath, args, {
    cwd,
    env: { ...process.env, ...env },
    encoding: 'utf8',
  });
}
