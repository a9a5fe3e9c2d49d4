import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/core/error.ts';
import type { Files } from '../../src/engine/core/files.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { builtInTasks } from '../../src/engine/task/builtInTasks.ts';
import { resolveTask } from '../../src/engine/task/resolveTask.ts';
import { sha256 } from '../../src/platform/sha256.ts';

/** One file, `path`, with these bytes; `claimed` is the size that it says it has. */
function oneFile(path: string, bytes: Uint8Array, claimed = bytes.length): Files {
  return {
    kind: async (asked) => (asked === path ? 'file' : asked === 'folder' ? 'folder' : 'missing'),
    list: async () => [],
    open: async () => ({
      path,
      size: claimed,
      stamp: '',
      read: async () => bytes,
      readInto: async (_, target) => target.set(bytes),
      close: async () => undefined,
    }),
    stamp: async () => '',
    written: () => '',
    inside: (folder, name) => `${folder}/${name}`,
    base: (asked) => asked.split('/').at(-1)!,
    real: async (asked) => asked,
    parent: (asked) => asked,
  };
}
const files = (text: string) => oneFile('a/t.json', new TextEncoder().encode(text));

test.each(builtInTasks.map(({ name }) => [name]))('%s is built in', async (name) => {
  const task = await resolveTask(quietJob, files(''), sha256, name);
  expect(task.name).toBe(name);
  expect(task.description).not.toBe('');
  expect(task.answers.length).toBeGreaterThan(1);
});

test('a path is read', async () => {
  const text = '{"template": "{a} =", "variables": {"a": ["1", "2"]}, "answer": "{a}"}';
  const task = await resolveTask(quietJob, files(text), sha256, 'a/t.json');
  expect(task.name).toBe('t.json');
  expect(task.answers).toEqual(['1', '2']);
});

describe('an error', () => {
  test.each<[string, Files, string, string, string]>([
    [
      'missing',
      files(''),
      'b.json',
      'file-missing',
      '"b.json" is neither a task file nor a built-in',
    ],
    ['folder', files(''), 'folder', 'file-missing', '"folder" is a folder'],
    ['wrong', files('{'), 'a/t.json', 'task-invalid', 't.json:1:2: '],
    ['not text', oneFile('x', new Uint8Array([0xff])), 'x', 'file-format', 'x is not UTF-8 text'],
    [
      'huge',
      oneFile('x', new Uint8Array(), 1e10),
      'x',
      'task-invalid',
      'x has 10,000,000,000 bytes',
    ],
  ])('%s', async (_, port, path, code, message) => {
    const error = await resolveTask(quietJob, port, sha256, path).catch((e: unknown) => e);
    expect(error).toBeInstanceOf(EngineError);
    expect((error as EngineError).code).toBe(code);
    expect((error as EngineError).message).toContain(message);
  });

  test('lists what is built in', async () => {
    const error = await resolveTask(quietJob, files(''), sha256, 'oi').catch((e: unknown) => e);
    expect((error as EngineError).hint).toContain('ioi, greater-than, ');
  });
});
