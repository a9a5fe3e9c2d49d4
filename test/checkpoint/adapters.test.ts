// An adapter of PEFT over its base model computes what PEFT computes; the base is found beside it, in the hub's cache or
// where the user says; what is not plain LoRA is refused by name. The fixtures: test/fixture/make/adapters.py.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { FloatTensor } from '../../src/engine/core/tensor.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import {
  adapter,
  base,
  cached,
  called,
  type Edit,
  editedAdapter,
  ref,
} from '../support/adapters.ts';
import { opened, planted, type Tree } from '../support/checkpoints.ts';
import { torchFile } from '../support/containers.ts';
import { fixture } from '../support/fixture.ts';
import { forwardOf, furthest, renamed, type Tensors } from '../support/models.ts';
import { npzBytes } from '../support/npy.ts';
import { readSafetensors } from '../support/safetensors.ts';

async function logitsOf(path: string, files = nodeFiles()) {
  const checkpoint = await opened(path, files);
  const golden = readSafetensors(fixture('adapters/gpt2/golden.safetensors'));
  const ids = golden.get('input_ids')!.data as Int32Array;
  const { logits } = await activations(quietJob, await forwardOf(checkpoint), [ids]);
  return { logits: logits!.data, notes: modelOf(checkpoint).notes, checkpoint };
}

const goldenOf = (name: string) =>
  readSafetensors(fixture(`adapters/${name}/golden.safetensors`)).get('logits')!
    .data as Float32Array;

test.each<[name: string, base: string, words: string, note?: string]>([
  ['gpt2', 'gpt2', 'LoRA, rank 4, 12 weights'],
  ['gpt2-square', 'gpt2', 'LoRA, rank 4, 3 weights'],
  ['gpt2-rslora', 'gpt2', 'LoRA, rank 2, 4, 12 weights'],
  ['gpt2-biases', 'gpt2', '12 weights, 19 tensors of its own'],
  ['gpt2-saved', 'gpt2', '12 weights, 3 tensors of its own', 'stays the base'],
  ['gpt2-embedding', 'gpt2', 'LoRA, rank 4, 4 weights', 'stays the base'],
  ['llama', 'llama', 'LoRA, rank 3, 12 weights'],
  ['llama-all', 'llama', '21 weights, 7 tensors of its own'],
  ['llama-head', 'llama', 'LoRA, rank 3, 5 weights'],
])('%s: the logits of PEFT', async (name, of, words, note) => {
  const root = planted({ ...base(of, of), ...adapter(name) });
  const { logits, notes, checkpoint } = await logitsOf(join(root, 'adapter'));
  expect(checkpoint.container).toContain(words);
  expect(notes.join(' ')).toContain(`merged into its base model "${of}", found beside it`);
  if (note) expect(notes.join(' ')).toContain(note);
  expect(furthest(logits, goldenOf(name))).toBeLessThan(2e-5);
});

describe('the base is found', () => {
  const revision = { config: { revision: 'v1' } };
  const rows: readonly [string, Tree, where: string, at?: string][] = [
    ['beside it', { ...base('gpt2', 'gpt2'), ...adapter('gpt2') }, 'beside it'],
    [
      "beside its run, which holds the adapter's steps",
      { ...base('gpt2', 'gpt2'), ...adapter('gpt2', 'run/checkpoint-20') },
      'beside it',
      'run/checkpoint-20',
    ],
    [
      "with a trainer's files around the adapter",
      {
        ...base('gpt2', 'gpt2'),
        ...adapter('gpt2'),
        'adapter/optimizer.pt': 'x',
        'adapter/training_args.bin': 'x',
        'adapter/rng_state.pth': 'x',
        'adapter/trainer_state.json': '{}',
      },
      'beside it',
    ],
    ['by its name on the hub', { ...base('gpt2', 'team--gpt2'), ...adapter('gpt2') }, 'beside it'],
    [
      'by the last part of a path that is not there',
      {
        ...base('gpt2', 'models/tiny'),
        ...editedAdapter('gpt2', called('/data/me/tiny/'), 'models/adapter'),
      },
      'beside it',
      'models/adapter',
    ],
    [
      'by that of a path of Windows',
      {
        ...base('gpt2', 'tiny'),
        ...editedAdapter('gpt2', called('C:\\models\\tiny')),
      },
      'beside it',
    ],
    [
      "in the hub's cache",
      { ...base('gpt2', cached('abc')), ...ref('main', 'abc'), ...adapter('gpt2') },
      "in the hub's cache",
    ],
    [
      'in the revision that it was trained on',
      {
        ...base('gpt2', cached('abc')),
        ...base('llama', cached('def')),
        ...ref('main', 'def'),
        ...ref('v1', 'abc'),
        ...editedAdapter('gpt2', revision),
      },
      "in the hub's cache",
    ],
    ...['abc', 'refs/pr/1', 'v1.0/x', 'main'].map((named): (typeof rows)[number] => [
      `in the revision that it names: ${named}`,
      {
        ...base('gpt2', cached('abc')),
        ...base('llama', cached('def')),
        ...(named === 'abc' ? {} : ref(named, 'abc')),
        ...(named === 'main' ? {} : ref('main', 'def')),
        ...editedAdapter('gpt2', { config: { revision: named } }),
      },
      'in the hub\'s cache (snapshot "abc"',
    ]),
    [
      'in the next cache, where the first has other revisions',
      {
        ...base('llama', cached('def').replace('hub/', 'old/')),
        'old/models--team--gpt2/refs/main': 'def',
        ...base('gpt2', cached('abc')),
        ...ref('v1', 'abc'),
        ...editedAdapter('gpt2', revision),
      },
      'the one that refs/v1 names',
    ],
    [
      'in the cache in which it lies itself',
      {
        ...Object.fromEntries(
          Object.entries(base('gpt2', cached('abc'))).map(([k, v]) => [
            k.replace('hub/', 'own/'),
            v,
          ]),
        ),
        'own/models--team--gpt2/refs/main': 'abc',
        ...adapter('gpt2', 'own/models--me--lora/snapshots/1234'),
      },
      "in the hub's cache",
      'own/models--me--lora/snapshots/1234',
    ],
    [
      'where the user says, before all others',
      { ...base('gpt2', 'elsewhere'), ...base('llama', 'gpt2'), ...adapter('gpt2') },
      'where it was named',
    ],
  ];
  test.each(rows)('%s', async (_, tree, where, at = 'adapter') => {
    const root = planted(tree);
    const bases = where === 'where it was named' ? [join(root, 'elsewhere')] : [];
    const files = nodeFiles({ bases, hubCaches: [join(root, 'old'), join(root, 'hub')] });
    const { logits, notes } = await logitsOf(join(root, at), files);
    expect(notes[0]).toMatch(/, found (beside|in|where) /);
    expect(notes[0]).toContain(where);
    expect(furthest(logits, goldenOf('gpt2'))).toBeLessThan(2e-5);
  });
});

test('without its root, with names of another adapter, or in base names: the same', async () => {
  const rename = (to: (name: string) => string) => (tensors: Tensors) => renamed(tensors, to);
  const edits: Edit[] = [
    { tensors: rename((name) => name.replace('lora_A.', 'lora_A.default.')) },
    {
      tensors: rename((name) => name.replace('base_model.model.transformer.', 'base_model.model.')),
    },
    { config: { fan_in_fan_out: false } }, // its shapes say it
  ];
  for (const edit of edits) {
    const root = planted({ ...base('gpt2', 'gpt2'), ...editedAdapter('gpt2', edit) });
    const { logits } = await logitsOf(join(root, 'adapter'));
    expect(furthest(logits, goldenOf('gpt2'))).toBeLessThan(2e-5);
  }
});

describe('how a square matrix lies says the base, as in PEFT, and a config that says otherwise is noted', () => {
  const onlyQ = (tensors: Tensors) =>
    renamed(tensors, (name) => (name.includes('q_proj') ? name : undefined));
  const rows: readonly [string, name: string, of: string, edit: Edit, note: boolean][] = [
    ['Conv1D, and said', 'gpt2-square', 'gpt2', {}, false],
    ['Conv1D, denied', 'gpt2-square', 'gpt2', { config: { fan_in_fan_out: false } }, true],
    ['Conv1D, unsaid', 'gpt2-square', 'gpt2', { config: { fan_in_fan_out: undefined } }, false],
    ['square and not, denied', 'gpt2', 'gpt2', { config: { fan_in_fan_out: false } }, true],
    ['Linear, denied', 'llama', 'llama', { config: { fan_in_fan_out: true } }, true],
  ];
  test.each(rows)('%s', async (_, name, of, edit, note) => {
    const root = planted({ ...base(of, of), ...editedAdapter(name, edit) });
    const { logits, notes } = await logitsOf(join(root, 'adapter'));
    expect(furthest(logits, goldenOf(name))).toBeLessThan(2e-5);
    expect(notes.join().includes('"fan_in_fan_out"')).toBe(note);
  });

  test('Linear, square alone and denied', async () => {
    const run = async (said: boolean) => {
      const edit = { config: { fan_in_fan_out: said }, tensors: onlyQ };
      const root = planted({ ...base('llama', 'llama'), ...editedAdapter('llama', edit) });
      return logitsOf(join(root, 'adapter'));
    };
    const [right, denied] = [await run(false), await run(true)];
    expect(denied.logits).toEqual(right.logits);
    expect(denied.notes.join()).toContain('lie [out, in]: the base decides');
  });
});

describe('in other containers', () => {
  const tensorsOf = (path: string) =>
    readSafetensors(fixture(path)) as ReadonlyMap<string, FloatTensor>;
  const config = (path: string) => readFileSync(fixture(path));
  const own = {
    'adapter/adapter_config.json': config('adapters/gpt2/adapter_config.json'),
    'adapter/adapter_model.bin': torchFile(tensorsOf('adapters/gpt2/adapter_model.safetensors')),
  };
  const weights = tensorsOf('checkpoints/gpt2/model.safetensors');
  const rows: readonly [string, Tree][] = [
    ['an adapter of torch.save', { ...base('gpt2', 'gpt2'), ...own }],
    [
      'a base of torch.save',
      {
        'gpt2/pytorch_model.bin': torchFile(weights),
        'gpt2/config.json': config('checkpoints/gpt2/config.json'),
        ...adapter('gpt2'),
      },
    ],
    [
      'a base of NumPy',
      {
        'gpt2/gpt2.npz': npzBytes(weights),
        'gpt2/config.json': config('checkpoints/gpt2/config.json'),
        ...adapter('gpt2'),
      },
    ],
    [
      'a base without its root',
      {
        'gpt2/model.safetensors': encodeSafetensors(
          new Map([...weights].map(([name, one]) => [name.replace('transformer.', ''), one])),
        ),
        'gpt2/config.json': config('checkpoints/gpt2/config.json'),
        ...adapter('gpt2'),
      },
    ],
  ];
  test.each(rows)('%s', async (_, tree) => {
    const { logits } = await logitsOf(join(planted(tree), 'adapter'));
    expect(furthest(logits, goldenOf('gpt2'))).toBeLessThan(2e-5);
  });
});

test('its tokenizer comes before that of the base, and either is there', async () => {
  const tree = { ...base('gpt2', 'gpt2'), ...adapter('gpt2') };
  const own = { ...tree, 'gpt2/tokenizer.json': '{"of": "base"}' };
  const opened1 = await opened(join(planted(own), 'adapter'));
  expect(await opened1.tokenizer()).toEqual({ of: 'base' });
  const both = { ...own, 'adapter/tokenizer.json': '{"of": "adapter"}' };
  const opened2 = await opened(join(planted(both), 'adapter'));
  expect(await opened2.tokenizer()).toEqual({ of: 'adapter' });
});

test('what it is scaled by is part of its digest', async () => {
  const digest = async (edit: Edit) => {
    const root = planted({ ...base('gpt2', 'gpt2'), ...editedAdapter('gpt2', edit) });
    return (await opened(join(root, 'adapter'))).digest(quietJob);
  };
  const one = await digest({});
  expect(await digest({})).toBe(one);
  expect(await digest({ config: { lora_alpha: 9 } })).not.toBe(one);
});
