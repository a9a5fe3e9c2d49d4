// An adapter of PEFT over its base model computes what PEFT computes; the base is found beside it, in the hub's cache or
// where the user says; what is not plain LoRA is refused by name. The fixtures: test/fixture/make/adapters.py.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { opened, planted, type Tree } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { forwardOf, furthest, renamed, type Tensors } from '../support/models.ts';
import { readSafetensors } from '../support/safetensors.ts';

/** The files of a folder of fixtures, as they would lie in another. */
function treeOf(folder: string, under: string): Tree {
  const from = fixture(folder);
  const names = readdirSync(from).filter((name) => !name.startsWith('golden'));
  return Object.fromEntries(
    names.map((name) => [`${under}/${name}`, readFileSync(join(from, name))]),
  );
}

const base = (name: string, under: string) => treeOf(`checkpoints/${name}`, under);
const adapter = (name: string, under = 'adapter') => treeOf(`adapters/${name}`, under);

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

/** A change of the adapter's config and of its tensors. */
type Edit = { readonly config?: object; readonly tensors?: (tensors: Tensors) => void };

function editedAdapter(name: string, { config, tensors }: Edit, under = 'adapter'): Tree {
  const from = fixture(`adapters/${name}`);
  const json = JSON.parse(readFileSync(join(from, 'adapter_config.json'), 'utf8'));
  const all: Tensors = new Map(readSafetensors(join(from, 'adapter_model.safetensors')));
  tensors?.(all);
  return {
    [`${under}/adapter_config.json`]: JSON.stringify({ ...json, ...config }),
    [`${under}/adapter_model.safetensors`]: encodeSafetensors(all),
  };
}

const called = (path: string) => ({ config: { base_model_name_or_path: path } });
const cached = (commit: string) => `hub/models--team--gpt2/snapshots/${commit}`;
const ref = (name: string, commit: string): Tree => ({
  [`hub/models--team--gpt2/refs/${name}`]: commit,
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
    const files = nodeFiles({ bases, hubCaches: [join(root, 'hub')] });
    const { logits, notes } = await logitsOf(join(root, at), files);
    expect(notes[0]).toContain(`found ${where}`);
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

describe('refused by name', () => {
  const drop = (pattern: RegExp) => (tensors: Tensors) =>
    renamed(tensors, (name) => (pattern.test(name) ? undefined : name));
  const add = (name: string, dims: number[]) => (tensors: Tensors) => {
    const size = dims.reduce((x, y) => x * y, 1);
    tensors.set(name, { dims, data: new Float32Array(size).fill(1) });
  };
  const c = 'base_model.model.transformer.h.0.attn.c_attn';
  const rows: readonly [string, Edit, sentence: string][] = [
    ['DoRA', { config: { use_dora: true } }, '"use_dora" is true: DoRA is not computed'],
    ['another method', { config: { peft_type: 'IA3' } }, '"peft_type" is "IA3"; allowed: "LORA"'],
    ['PiSSA', { config: { init_lora_weights: 'pissa_niter_4' } }, 'changes the base model'],
    ['biases of LoRA', { config: { lora_bias: true } }, '"lora_bias" is true'],
    ['layers twice', { config: { layer_replication: [[0, 2]] } }, '"layer_replication"'],
    ['an expression', { config: { alpha_pattern: { '(a+)+': 2 } } }, 'allowed: names of modules'],
    ['no alpha', { config: { lora_alpha: 'x' } }, '"lora_alpha" is "x"'],
    ['half an update', { tensors: drop(/c_attn\.lora_B/) }, 'shapes [4, 32] and missing'],
    ['a third', { tensors: add(`${c}.lora_A.two.weight`, [4, 32]) }, 'is one of two for'],
    ['a magnitude', { tensors: add(`${c}.lora_magnitude_vector`, [96]) }, 'is not of plain LoRA'],
    ['a convolution', { tensors: add(`${c}.lora_A.weight`, [4, 32, 1, 1]) }, 'allowed: [r, in]'],
    [
      'a module that is not there',
      {
        tensors: (tensors) => {
          add('base_model.model.x.lora_A.weight', [4, 32])(tensors);
          add('base_model.model.x.lora_B.weight', [32, 4])(tensors);
        },
      },
      '"x.weight" is not in the base model',
    ],
    [
      'of another width',
      {
        tensors: (tensors) => {
          add(`${c}.lora_A.weight`, [4, 48])(tensors);
        },
      },
      'does not fit its update of 96 from 48',
    ],
  ];
  test.each(rows)('%s', async (_, edit, sentence) => {
    const root = planted({ ...base('gpt2', 'gpt2'), ...editedAdapter('gpt2', edit) });
    await expect(opened(join(root, 'adapter'))).rejects.toMatchObject({
      message: expect.stringContaining(sentence),
      hint: expect.any(String),
    });
  });

  test.each([
    ['team/gpt2', 'looked for beside the adapter, as "gpt2",'],
    ['../../etc', 'looked for beside the adapter, as "etc",'],
    ['..', 'or say where it is'],
    ['', 'or say where it is'],
  ])('no base: %j', async (path, hint) => {
    const root = planted(editedAdapter('gpt2', called(path)));
    await expect(opened(join(root, 'adapter'))).rejects.toMatchObject({
      code: 'model-base',
      message: expect.stringContaining('its base model'),
      hint: expect.stringContaining(hint),
    });
  });

  test('a model in its own folder is opened without it, which is said', async () => {
    const tree = { ...base('gpt2', 'adapter'), ...adapter('gpt2') };
    const { notes } = await opened(join(planted(tree), 'adapter'));
    expect(notes.join()).toContain('is not applied');
  });
});
