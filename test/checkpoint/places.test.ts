// Which folder people choose, and which model is meant by it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { folderOf, opened, planted, type Tree } from '../support/checkpoints.ts';
import { adder, main, snapshot, weights } from '../support/hubCache.ts';

const step = (run: string, name: string): Tree => ({
  [`${run}/${name}/model.safetensors`]: weights(name),
  [`${run}/${name}/config.json`]: `{"own": "${name}"}`,
});
type Opened = readonly [
  what: string,
  tree: Tree,
  choose: string,
  tensor: string,
  name: string,
  notes: readonly string[],
];

const open: readonly Opened[] = [
  [
    'a model with an adapter beside it',
    {
      'run/checkpoint-20/adapter_config.json': '{}',
      'run/checkpoint-20/adapter_model.safetensors': weights('adapter'),
      ...step('run', 'checkpoint-20'),
    },
    'run/checkpoint-20',
    'checkpoint-20',
    'run/checkpoint-20',
    [
      'adapter_config.json stands beside the weights: the adapter (LoRA) is not applied; if it is not merged into them, merge it with merge_and_unload() of PEFT.',
    ],
  ],
  [
    'a step',
    step('run', 'checkpoint-20'),
    'run/checkpoint-20',
    'checkpoint-20',
    'run/checkpoint-20',
    [],
  ],
  [
    'a run: its last step, by number',
    { ...step('run', 'checkpoint-100'), ...step('run', 'checkpoint-20') },
    'run',
    'checkpoint-100',
    'run/checkpoint-100',
    ['Opened from the run run: "checkpoint-100", its last step with weights.'],
  ],
  [
    'a run whose last step is still written',
    { ...step('run', 'step_10'), 'run/step_20/config.json': '{}' },
    'run',
    'step_10',
    'run/step_10',
    ['Opened from the run run: "step_10", its last step with weights; "step_20" without weights.'],
  ],
  [
    'a run that was saved at its end too',
    { ...step('run', 'checkpoint-20'), 'run/model.safetensors': weights('final') },
    'run',
    'final',
    'run',
    [],
  ],
  [
    'a model of the hub’s cache: the snapshot of refs/main',
    { ...snapshot('aaa'), ...snapshot('bbb'), ...main('aaa\n') },
    adder,
    'aaa',
    'team/adder',
    ['Opened from the hub\'s cache: snapshot "aaa", the one that refs/main names.'],
  ],
  [
    'without refs: the only snapshot',
    snapshot('aaa'),
    adder,
    'aaa',
    'team/adder',
    ['Opened from the hub\'s cache: snapshot "aaa", the only one.'],
  ],
  ...['snapshots', 'blobs', 'refs'].map(
    (part): Opened => [
      `its ${part}/`,
      { ...snapshot('aaa'), ...main('aaa') },
      `${adder}/${part}`,
      'aaa',
      'team/adder',
      ['Opened from the hub\'s cache: snapshot "aaa", the one that refs/main names.'],
    ],
  ),
  [
    'one snapshot',
    { ...snapshot('aaa'), ...main('bbb') },
    `${adder}/snapshots/aaa`,
    'aaa',
    'team/adder',
    [],
  ],
  [
    'a copy of a model of the cache by another name',
    Object.fromEntries(
      Object.entries({ ...snapshot('aaa'), ...main('aaa') }).map(([path, content]) => [
        path.replace(adder, 'copy'),
        content,
      ]),
    ),
    'copy',
    'aaa',
    'aaa',
    ['Opened from the hub\'s cache: snapshot "aaa", the one that refs/main names.'],
  ],
  [
    'a folder of links',
    {
      'store/w': weights('linked'),
      'store/c': '{"linked": true}',
      'model/model.safetensors': '-> ../store/w',
      'model/config.json': '-> ../store/c',
    },
    'model',
    'linked',
    'model',
    [],
  ],
];
test.each(open)('opened: %s', async (_, tree, choose, tensor, name, notes) => {
  const checkpoint = await opened(join(planted(tree), choose));
  expect([...checkpoint.tensors.keys()]).toEqual([tensor]);
  expect([checkpoint.name, checkpoint.notes]).toEqual([name, notes]);
});

describe('what a step leaves to its run', () => {
  const run = { 'run/config.json': '{"of": "run"}', 'run/tokenizer.json': '{"of": "run"}' };
  const own = { 'run/x/config.json': '{"of": "own"}', 'run/x/tokenizer.json': '{"of": "own"}' };
  const named = (tree: Tree, name: string) =>
    Object.fromEntries(
      Object.entries(tree).map(([path, content]) => [path.replace('/x/', `/${name}/`), content]),
    );
  const rows: readonly (readonly [string, string, Tree, string | undefined])[] = [
    ['taken from the run', 'checkpoint-20', {}, 'run'],
    ['taken from the run', 'checkpoint-best', {}, 'run'],
    ['its own first', 'checkpoint-20', own, 'own'],
    ['not for a folder that is no step', 'other', {}, undefined],
  ];
  test.each(rows)('%s: %s', async (_, name, more, of) => {
    const tree = { ...run, [`run/${name}/model.safetensors`]: weights('w'), ...named(more, name) };
    const checkpoint = await opened(join(planted(tree), 'run', name));
    expect(checkpoint.config?.of).toBe(of);
    expect((await checkpoint.tokenizer())?.of).toBe(of);
    const said = ['config.json', 'tokenizer.json'].map(
      (file) => `${file} is taken from the run's folder run.`,
    );
    expect(checkpoint.notes).toEqual(of === 'run' ? said : []);
  });
});

const refused: readonly (readonly [what: string, tree: Tree, choose: string, message: string])[] = [
  [
    'several snapshots and no refs/main',
    { ...snapshot('aaa'), ...snapshot('bbb') },
    adder,
    'has no refs/main and several snapshots: "aaa", "bbb"',
  ],
  [
    'refs/main names what is not there',
    { ...snapshot('aaa'), ...main('../../../etc') },
    adder,
    'has no snapshot "../../../etc", which refs/main names, but "aaa"',
  ],
  [
    'no snapshot',
    { [`${adder}/refs/main`]: 'a', [`${adder}/snapshots/.x`]: '' },
    adder,
    'holds no snapshot',
  ],
  ['a cached model without snapshots/', { [`${adder}/blobs/x`]: '' }, adder, 'without snapshots/'],
  [
    'the whole cache',
    { ...snapshot('aaa'), 'models--b--c/refs/main': 'a' },
    '',
    'is the hub\'s cache and holds 2 models: "models--b--c", "models--team--adder"',
  ],
  [
    'a cached data set',
    { 'datasets--a--b/snapshots/x/y': '' },
    'datasets--a--b',
    "is a data set in the hub's cache",
  ],
  [
    'a Lightning run',
    { 'r/hparams.yaml': '', 'r/metrics.csv': '' },
    'r',
    'is a run of PyTorch Lightning without',
  ],
  [
    'a folder of Lightning runs',
    { 'lightning_logs/version_0/x': '' },
    '',
    'is a run of PyTorch Lightning without',
  ],
  [
    'a DeepSpeed checkpoint',
    { 'd/zero_to_fp32.py': '', 'd/global_step5/mp_rank_00_model_states.pt': '' },
    'd',
    'is a checkpoint of DeepSpeed',
  ],
  [
    'a pipeline',
    { 'p/model_index.json': '{}', 'p/unet/model.safetensors': 'x' },
    'p',
    'is a diffusers pipeline',
  ],
  [
    'a run without weights',
    { 'r/checkpoint-5/optimizer.pt': '' },
    'r',
    'holds no weights that can be read',
  ],
  [
    'a path below a file',
    { f: 'x' },
    'f/model',
    /does not exist: a part of the path is a file, not a folder$/.source,
  ],
];
test.each(refused)('refused: %s', async (_, tree, choose, message) => {
  await expect(opened(join(planted(tree), choose))).rejects.toMatchObject({
    message: expect.stringMatching(message.startsWith('does') ? message : literally(message)),
  });
});

function literally(text: string): RegExp {
  return new RegExp(text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&'));
}

test('names of the same kind tell two snapshots and two steps apart', async () => {
  const root = planted({ ...snapshot('aaa'), ...snapshot('bbb'), ...step('one/run', 'step-1') });
  const long = async (path: string) => (await opened(join(root, path))).longName;
  expect(await long(`${adder}/snapshots/aaa`)).toBe('team/adder@aaa');
  expect(await long(`${adder}/snapshots/bbb`)).toBe('team/adder@bbb');
  expect(await long('one/run/step-1')).toBe('one/run/step-1');
});

// Linux alone keeps such names.
test.runIf(process.platform === 'linux')(
  'names that are not UTF-8 are refused by name',
  async () => {
    const root = folderOf({});
    const bytes = (text: string) =>
      Buffer.concat([Buffer.from(`${root}/`), Buffer.from(text, 'latin1')]);
    mkdirSync(bytes('caf\xe9'));
    mkdirSync(bytes('m'));
    writeFileSync(bytes('m/caf\xe9.safetensors'), weights('a'));
    for (const path of ['caf\ufffd', 'm', 'm/caf\ufffd.safetensors']) {
      await expect(opened(join(root, path))).rejects.toMatchObject({
        code: 'file-missing',
        message: expect.stringContaining('caf\ufffd'),
        hint: expect.stringContaining('not UTF-8'),
      });
    }
  },
);
