// Opening what a run compares: names that differ, files that are closed, refusals that come early.

import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { withSubjects } from '../../src/engine/analysis/models.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { folderOf, recorded } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';

/** A folder for one test with copies of a sample at these paths inside. */
function copies(...paths: readonly string[]): string[] {
  const root = folderOf({});
  return paths.map((path) => {
    cpSync(sample('ab-gpt2'), join(root, path), { recursive: true });
    return join(root, path);
  });
}

async function namesOf(paths: readonly string[]): Promise<string[]> {
  return withSubjects(quietJob, testPorts(), paths, async (subjects) =>
    subjects.map(({ name }) => name),
  );
}

describe('names', () => {
  test.each<[string, readonly string[], readonly string[]]>([
    ['as they are', ['a', 'b'], ['a', 'b']],
    ['with their folders', ['x/model', 'y/model'], ['x/model', 'y/model']],
    ['numbered', ['p/x/model', 'q/x/model'], ['model (1)', 'model (2)']],
    [
      'numbered within their folders',
      ['p/x/m', 'q/x/m', 'p/y/m', 'q/y/m', 'p/z/m'],
      ['x/m (1)', 'x/m (2)', 'y/m (1)', 'y/m (2)', 'z/m'],
    ],
    ['those that need it', ['x/m', 'y/m', 'n'], ['x/m', 'y/m', 'n']],
  ])('%s', async (_, paths, names) => {
    expect(await namesOf(copies(...paths))).toEqual(names);
  });

  test('the same path twice', async () => {
    const [path] = copies('m');
    expect(await namesOf([path, path])).toEqual(['m (1)', 'm (2)']);
    const [like] = copies('m (2)');
    expect(await namesOf([path, like, path])).toEqual(['m (1)', 'm (2)', 'm (3)']);
  });
});

describe('files', () => {
  test.each<[string, string, object]>([
    ['no family', fixture('hostile/missing-tensor'), { code: 'model-inconsistent' }],
    ['no tokenizer', fixture('checkpoints/gpt_neox'), { code: 'task-kind' }],
    ['no answers', fixture('checkpoints/minilm'), { code: 'model-headless' }],
    ['nothing there', fixture('checkpoints/none'), { code: 'file-missing' }],
  ])('%s: refused before any weight is hashed, and all closed', async (_, path, error) => {
    const record = recorded();
    const ports = { ...testPorts(), files: record.files };
    const paths = [sample('ab-gpt2'), path];
    await expect(
      withSubjects(quietJob, ports, paths, () => expect.unreachable()),
    ).rejects.toMatchObject(error);
    expect(record.bytes).toBeLessThan(60_000); // headers, configs and tokenizers
    expect(record.open).toBe(0);
  });

  test('are closed when the run fails', async () => {
    const record = recorded();
    const ports = { ...testPorts(), files: record.files };
    const fail = () => Promise.reject(new Error('the run failed'));
    await expect(withSubjects(quietJob, ports, [sample('ab-gpt2')], fail)).rejects.toThrow(
      'the run failed',
    );
    expect(record.open).toBe(0);
  });
});
