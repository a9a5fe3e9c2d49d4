// Which revision of its base in the hub's cache an adapter is merged into, and what a report says of it.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { base, cached, editedAdapter, ref } from '../support/adapters.ts';
import { opened, planted, type Tree } from '../support/checkpoints.ts';

describe('the revision decides', () => {
  const there = { ...base('gpt2', cached('abc')), ...ref('main', 'abc') };
  const of = (config: object) => editedAdapter('gpt2', { config });
  const rows: readonly [string, Tree, sentence: string][] = [
    ['one that is not there', { ...there, ...of({ revision: 'v2' }) }, 'has no revision "v2"'],
    [
      'a commit that is not there',
      { ...there, ...of({ revision: 'abcd' }) },
      'has no revision "abcd"',
    ],
    ['a number', { ...there, ...of({ revision: 7 }) }, '"revision" is 7; allowed: a text'],
    ['a path', { ...there, ...of({ revision: '../snapshots/abc' }) }, 'has no revision "../snap'],
    [
      'main without weights, beside a snapshot that has some',
      { ...there, ...ref('main', 'def'), [`${cached('def')}/config.json`]: '{}', ...of({}) },
      'holds no weights',
    ],
  ];
  test.each(rows)('refused: %s', async (_, tree, sentence) => {
    const root = planted(tree);
    const files = nodeFiles({ bases: [], hubCaches: [join(root, 'hub')] });
    await expect(opened(join(root, 'adapter'), files)).rejects.toThrow(sentence);
  });

  test('one that nothing beside the adapter tells is said', async () => {
    const root = planted({ ...base('gpt2', 'gpt2'), ...of({ revision: 'v2' }) });
    const { notes } = await opened(join(root, 'adapter'));
    expect(notes.join(' ')).toContain('names revision "v2" of its base model: nothing there says');
  });

  test('the base is told by name, commit and the digest that it has by itself', async () => {
    const root = planted({ ...there, ...of({}) });
    const files = nodeFiles({ bases: [], hubCaches: [join(root, 'hub')] });
    const { base: under, digest } = await opened(join(root, 'adapter'), files);
    const both = await digest(quietJob);
    const alone = await (await opened(join(root, cached('abc')))).digest(quietJob);
    expect(under).toMatchObject({ name: 'team/gpt2', revision: 'abc' });
    expect([under!.weights(), both === alone]).toEqual([alone, false]);
  });
});
