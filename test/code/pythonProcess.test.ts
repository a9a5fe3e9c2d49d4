// The process that reads Python: what it answers, and what becomes of it and of others when a text takes
// all that it has.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import type { SourceText } from '../../src/protocol/sourceService.ts';
import { type PythonProcess, pythonProcess } from '../../src/vscode/code/pythonProcess.ts';
import { builtProduct } from '../support/built.ts';
import { attacks } from '../support/hostilePython.ts';
import { configOf, tensorsOf } from '../support/python.ts';
import { share } from '../support/share.ts';

const root = join(import.meta.dirname, '../..');
const text = readFileSync(join(root, 'media/sample/modsum/gpt.py'), 'utf8');
const file: SourceText = { file: 'gpt.py', stamp: '1', text };
const sample = join(root, 'media/sample/modsum/ab-gpt2');
const request = {
  tensors: tensorsOf(sample),
  config: configOf(sample),
  since: undefined,
};
const patient = 120_000; // ms: on a machine that is busy with other tests a second is short

let product: string;
beforeAll(async () => {
  product = await builtProduct();
});

function begin({ deadlineMs = patient, script = 'python.mjs' } = {}): PythonProcess {
  const python = pythonProcess({
    script: join(product, script),
    wanted: () => false,
    deadlineMs,
  });
  onTestFinished(() => python.dispose());
  return python;
}

async function answersStill(python: PythonProcess) {
  const [found] = await python.call('definingClasses', { ...request, files: [file] });
  expect(found).toMatchObject({ className: 'GPT', verdict: 'certain', score: 1 });
  expect(found.digest).toMatch(/^[0-9a-f]{64}$/);
}

test('a file is read, and its class matched', async () => {
  const python = begin();
  expect(await python.call('read', { file })).toMatchObject({ broken: false });
  expect(await python.call('moduleClasses', { files: [file] })).toContain('GPT');
  await answersStill(python);
});

test('a file that is not open is read by the process, and again by the one after it', async () => {
  const python = begin();
  const uri = pathToFileURL(join(root, 'media/sample/modsum/gpt.py')).href;
  const closed: SourceText = { file: uri, stamp: '1', text: undefined };
  expect(await python.call('read', { file: closed })).toMatchObject({ broken: false });
  python.dispose();
  const [found] = await python.call('definingClasses', { ...request, files: [closed] });
  expect(found).toMatchObject({ className: 'GPT', verdict: 'certain', file: uri });
  const gone = { ...closed, file: `${uri}.gone` };
  expect(await python.call('read', { file: gone })).toBeNull();
  expect(await python.call('definingClasses', { ...request, files: [gone] })).toEqual([]);
});

test('what is asked of a process that is ended is refused, and the next call begins another', async () => {
  const python = begin();
  const asked = [python.call('read', { file }), python.call('read', { file })];
  python.dispose();
  for (const one of asked) await expect(one).rejects.toMatchObject({ code: 'cancelled' });
  expect(await python.call('read', { file })).toMatchObject({ broken: false });
});

test('one that is killed from outside is begun again', async () => {
  const python = begin();
  await python.call('read', { file });
  const first = python.pid!;
  process.kill(first, 'SIGKILL');
  await python.call('read', { file }).catch(() => undefined); // it may meet the dying one
  await answersStill(python);
  expect(python.pid).not.toBe(first);
});

test('one that cannot be begun says why', async () => {
  const python = begin({ script: 'no-such-process.mjs' });
  await expect(python.call('read', { file })).rejects.toThrow(
    /the process that reads Python ended unexpectedly/,
  );
});

test('a call past its deadline ends alone: what waits behind it is answered by another process', async () => {
  const python = begin();
  await python.call('ready', {});
  const slow = pythonProcess({
    script: join(product, 'python.mjs'),
    wanted: () => false,
    deadlineMs: 0, // every call is late
  });
  onTestFinished(() => slow.dispose());
  const late = await Promise.allSettled([
    slow.call('read', { file: { ...file, text: '('.repeat(900_000) } }),
    slow.call('read', { file }),
  ]);
  for (const one of late) expect(one).toMatchObject({ reason: { code: 'too-much' } });
  await answersStill(python);
});

test('one that is stopped is killed at its deadline, and what waits behind is answered', async () => {
  const python = begin({ deadlineMs: 4000 });
  await python.call('ready', {});
  const stopped = python.pid!;
  process.kill(stopped, 'SIGSTOP');
  const stuck = python.call('read', { file });
  const behind = python.call('read', { file });
  await expect(stuck).rejects.toMatchObject({ code: 'too-much' });
  expect(await behind).toMatchObject({ broken: false });
  expect(() => process.kill(stopped, 0)).toThrow();
});

const megabyte = 2 ** 20;

/** Bytes that a process has (RSS), and has had at most since it was forgotten (HWM); undefined: not on Linux, or gone. */
function memoryOf(pid: number | undefined, what: 'RSS' | 'HWM'): number | undefined {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(new RegExp(`Vm${what}:\\s+(\\d+) kB`).exec(status)?.[1]) * 1024;
  } catch {
    return undefined;
  }
}

/** Forgets the most memory that it has had. */
function forgetPeak(pid: number | undefined) {
  try {
    writeFileSync(`/proc/${pid}/clear_refs`, '5');
  } catch {
    // not on Linux
  }
}

describe('hostile text', () => {
  let python: PythonProcess;
  let atRest: { readonly pid: number | undefined; readonly bytes: number | undefined };
  const tensors = [
    { name: 'l.weight', shape: [4, 4] },
    { name: 'l.bias', shape: [4] },
  ];
  beforeAll(() => {
    python = pythonProcess({
      script: join(product, 'python.mjs'),
      wanted: () => false,
      deadlineMs: patient,
    });
  });
  afterAll(() => python.dispose());
  beforeEach(async () => {
    await answersStill(python);
    if (python.pid !== atRest?.pid)
      atRest = { pid: python.pid, bytes: memoryOf(python.pid, 'RSS') };
    forgetPeak(python.pid);
  });

  test.each(share(attacks, 10))(
    '%s is answered or refused, and the next call is answered',
    async (_, files) => {
      const asked = python.call('definingClasses', {
        ...request,
        config: undefined,
        files,
        tensors,
      });
      const [outcome] = await Promise.allSettled([asked]);
      if (outcome.status === 'rejected') {
        expect(outcome.reason).toMatchObject({ code: 'too-much' });
      }
      const { pid, bytes } = atRest;
      const most = python.pid === pid ? memoryOf(pid, 'HWM') : undefined; // a dead one kept to its limit
      if (most && bytes) expect(most - bytes).toBeLessThan(256 * megabyte);
      await answersStill(python);
    },
  );
});
