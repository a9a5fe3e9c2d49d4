// What tools put around a model's tensor names is left out, and a root that is missing is put before them,
// for every family alike: the model computes the same, and a note says what was done.
import { describe, expect, test } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf, notUnderstood } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { opened } from '../support/checkpoints.ts';
import { type ConfigCase, caseFolder, goldens, said } from '../support/configCases.ts';
import { forwardOf } from '../support/models.ts';
import { share } from '../support/share.ts';

type Renames = NonNullable<NonNullable<ConfigCase['tensors']>['rename']>;

const roots = {
  gpt2: 'transformer',
  gpt_neox: 'gpt_neox',
  llama: 'model',
  mistral: 'model',
  qwen2: 'model',
  qwen3: 'model',
  gemma3_text: 'model',
  gemma2: 'model',
  bert: 'bert',
  gpt_neo: 'transformer',
  opt: 'model',
  distilbert: 'distilbert',
};

const ways: readonly [string, (root: string) => Renames, note: string | undefined][] = [
  ['as they are', () => [], undefined],
  ['compiled', () => [['^', '_orig_mod.']], '"_orig_mod"'],
  ['in data parallel', () => [['^', 'module.']], '"module"'],
  ['in a module of Opacus', () => [['^', '_module.']], '"_module" of'],
  ['both', () => [['^', 'module._orig_mod.']], '"module" of'],
  ['both, the other way', () => [['^', '_orig_mod.module.']], '"_orig_mod" of'],
  ['merged by PEFT', () => [['^', 'base_model.model.']], '"base_model" of'],
  [
    'merged, parallel and compiled',
    () => [['^', '_orig_mod.module.base_model.model.']],
    '"module"',
  ],
  ['in a policy of TRL', () => [['^', 'pretrained_model.']], '"pretrained_model" of'],
  ["in DeepSpeed's module", () => [['^', '_forward_module.']], '"_forward_module" of'],
  ['in a module of a trainer', () => [['^', 'model.']], '"model" of'],
  ['compiled block by block', () => [['\\.(\\d+)\\.', '.$1._orig_mod.']], '"_orig_mod"'],
  ['sharded block by block', () => [['\\.(\\d+)\\.', '.$1._fsdp_wrapped_module.']], '"_fsdp_'],
  ['the base model compiled', (root) => [[`^${root}\\.`, `${root}._orig_mod.`]], '"_orig_mod"'],
  ['without the root', (root) => [[`^${root}\\.`, '']], 'is missing in'],
  ['with the root twice', (root) => [[`^${root}\\.`, `${root}.${root}.`]], 'is left out'],
  ["in a program's module", () => [['^', 'net.']], '"net" of'],
  ['in one that no list knows', () => [['^', 'my_gpt2.']], '"my_gpt2" of'],
  ['in one within one', () => [['^', 'model.student.lm.']], '"student" of'],
  ['in one like its own part', () => [['^', 'encoder.']], '"encoder" of'],
  ['in one, parallel', () => [['^', 'module.policy._orig_mod.']], '"policy" of'],
  [
    'in one that has the head beside it',
    (root) => [[`^${root}\\.`, `backbone.${root}.`]],
    '"backbone" of',
  ],
  [
    'in one, without the root',
    (root) => [
      [`^${root}\\.`, ''],
      ['^', 'teacher.'],
    ],
    '"teacher" of',
  ],
  [
    'without the root, compiled',
    (root) => [
      [`^${root}\\.`, ''],
      ['^', '_orig_mod.'],
    ],
    'is missing in',
  ],
];

describe.each(Object.entries(roots))('%s', (base, root) => {
  test.each(share(ways, 8))('%s', async (way, rename, mixed) => {
    // Tied, all names lack it: so GPT-2 is on the hub, and nothing to note.
    const isTied = ['gpt2', 'gemma3_text', 'gemma2', 'gpt_neo', 'opt'].includes(base);
    const note = isTied && way === 'without the root' ? undefined : mixed;
    const folder = caseFolder({ name: '', base, tensors: { rename: rename(root) } });
    const checkpoint = await opened(folder);
    const { notes, spec, unused, headless } = modelOf(checkpoint);
    expect({ unused, headless }).toEqual({ unused: [], headless: undefined });
    expect(notUnderstood(checkpoint)).toEqual([]);
    if (note === undefined) expect(notes).toEqual([]);
    else expect(notes.join(' ')).toContain(note);
    const forward = await forwardOf(checkpoint);
    const { logits } = await activations(quietJob, forward, [Int32Array.from(said.ids)]);
    said.positions.forEach((position, i) => {
      const row = logits!.data.subarray(position * spec.vocabulary);
      goldens[`${base}: as it is`].logits![i].forEach((x, token) => {
        expect.soft(Math.abs(x - row[token])).toBeLessThan(2e-4);
      });
    });
  });

  test.each([
    'lora_A.weight',
    'lora_B.default.weight',
    'base_layer.weight',
    'lora_magnitude_vector',
    'modules_to_save.default.weight',
    'original_module.weight',
  ])('an adapter that is not merged is refused by name: %s', async (name) => {
    const add = { [`base_model.model.${root}.x.0.${name}`]: [2, 2] };
    const checkpoint = await opened(caseFolder({ name: '', base, tensors: { add } }));
    expect(() => modelOf(checkpoint)).toThrow(
      expect.objectContaining({
        code: 'model-unknown',
        message: expect.stringContaining(`${name} belongs to an adapter (LoRA) that is not merged`),
      }),
    );
  });

  test.each([
    'rotary_emb.inv_freq',
    'x.0.attention.masked_bias',
    'embeddings.position_ids',
    'x.0.norm.num_batches_tracked',
    'x.0.attn.mask',
    'x.0.attn.IGNORE',
  ])('a buffer is passed over in silence: %s', async (name) => {
    const checkpoint = await opened(
      caseFolder({ name: '', base, tensors: { add: { [`${root}.${name}`]: [2, 2] } } }),
    );
    expect(modelOf(checkpoint)).toMatchObject({ unused: [], notes: [] });
  });

  test.each(['_fsdp_wrapped_module._flat_param', 'flat_param_0'])(
    'weights that FSDP laid end to end are refused: %s',
    async (name) => {
      const checkpoint = await opened(
        caseFolder({ name: '', base, tensors: { add: { [name]: [4] } } }),
      );
      expect(() => modelOf(checkpoint)).toThrow(
        `tensor ${name} holds the weights of a module end to`,
      );
    },
  );

  test('two models in one file are refused, by what holds them', async () => {
    const copy = Object.keys(said.bases[base].tensors).map(
      (name) => [name, `teacher.${name}`, 1] as const,
    );
    const twins = { rename: [['^(?!teacher)', 'student.']] as Renames, copy };
    const checkpoint = await opened(caseFolder({ name: '', base, tensors: twins }));
    const found = 'holds 2 models of ';
    expect(() => modelOf(checkpoint)).toThrow(
      expect.objectContaining({
        code: 'model-unknown',
        message: expect.stringMatching(`${found}.*: "(student|teacher)", "(student|teacher)"`),
      }),
    );
  });

  test('one tensor under two names is refused with both', async () => {
    const { tensors } = said.bases[base];
    const [[name]] = Object.entries(tensors);
    const checkpoint = await opened(
      caseFolder({ name: '', base, tensors: { copy: [[name, `module.${name}`, 2]] } }),
    );
    expect(() => modelOf(checkpoint)).toThrow(`${name} and module.${name} are both ${name}`);
    expect(notUnderstood(checkpoint)).toEqual([]);
  });
});
