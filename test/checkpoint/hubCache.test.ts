// Which snapshot of a model in the hub's cache is meant, by its folder or by a revision; and what says so when a download
// was not finished.
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { opened, planted, type Tree } from '../support/checkpoints.ts';
import { adder, main, snapshot } from '../support/hubCache.ts';

type Opened = readonly [
  what: string,
  tree: Tree,
  choose: string,
  tensor: string,
  notes: readonly string[],
];

const open: readonly Opened[] = [
  [
    'several snapshots without main: the one that has a name',
    { ...snapshot('aaa'), ...snapshot('bbb'), [`${adder}/refs/v1.0`]: 'bbb' },
    adder,
    'bbb',
    ['Opened from the hub\'s cache: snapshot "bbb", the one that refs/v1.0 names.'],
  ],
  ...(
    [
      ['v1.0', 'bbb'],
      ['pr/7', 'ccc'],
      ['step1000', 'ddd'],
    ] as const
  ).map(
    ([ref, commit]): Opened => [
      `a revision, by its file in refs/: ${ref}`,
      { ...snapshot('aaa'), ...main('aaa'), ...snapshot(commit), [`${adder}/refs/${ref}`]: commit },
      `${adder}/refs/${ref}`,
      commit,
      [`Opened from the hub's cache: snapshot "${commit}", the one that refs/${ref} names.`],
    ],
  ),
  [
    'a snapshot of which the config alone was downloaded: the one with weights',
    {
      ...snapshot('aaa'),
      [`${adder}/snapshots/bbb/config.json`]: '{}',
      [`${adder}/snapshots/ccc/tokenizer.json`]: '{}',
      ...main('bbb'),
    },
    adder,
    'aaa',
    [
      'Opened from the hub\'s cache: snapshot "aaa", the only one with weights; snapshot "bbb", the one that refs/main names, has none.',
    ],
  ],
];
test.each(open)('opened: %s', async (_, tree, choose, tensor, notes) => {
  const checkpoint = await opened(join(planted(tree), choose));
  expect([...checkpoint.tensors.keys()]).toEqual([tensor]);
  expect([checkpoint.name, checkpoint.notes]).toEqual(['team/adder', notes]);
});

const refused: readonly (readonly [what: string, tree: Tree, choose: string, message: string])[] = [
  [
    'several snapshots, and several names',
    {
      ...snapshot('aaa'),
      ...snapshot('bbb'),
      [`${adder}/refs/v1`]: 'aaa',
      [`${adder}/refs/pr/1`]: 'bbb',
    },
    adder,
    'several snapshots: "aaa", "bbb"; its refs are "pr/1", "v1"',
  ],
  [
    'a revision that is not there',
    { ...snapshot('aaa'), ...main('aaa'), [`${adder}/refs/v2`]: 'ccc' },
    `${adder}/refs/v2`,
    'has no snapshot "ccc", which refs/v2 names, but "aaa"',
  ],
  [
    'a snapshot without weights, and two with',
    {
      ...snapshot('aaa'),
      ...snapshot('bbb'),
      ...main('ccc'),
      [`${adder}/snapshots/ccc/config.json`]: '{}',
    },
    adder,
    'holds no weights; these snapshots do: "aaa", "bbb"',
  ],
  [
    'a blob that was not downloaded',
    {
      [`${adder}/snapshots/aaa/model.safetensors`]: '-> ../../blobs/gone',
      ...main('aaa'),
    },
    adder,
    'model.safetensors is a link to ../../blobs/gone, which is not there',
  ],
  [
    'a shard that was not downloaded',
    {
      [`${adder}/snapshots/aaa/model.safetensors.index.json`]:
        '{"weight_map": {"w": "a.safetensors"}}',
      [`${adder}/snapshots/aaa/a.safetensors`]: '-> ../../blobs/gone',
      ...main('aaa'),
    },
    adder,
    'a.safetensors is a link to ../../blobs/gone, which is not there',
  ],
];
test.each(refused)('refused: %s', async (_, tree, choose, message) => {
  await expect(opened(join(planted(tree), choose))).rejects.toMatchObject({
    message: expect.stringContaining(message),
    hint: expect.any(String),
  });
});
