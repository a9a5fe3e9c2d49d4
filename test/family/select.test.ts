// Which dialect a checkpoint is in: every dialect is a candidate with its evidence; the config decides, what
// disagrees with it is said, and where nothing decides the checkpoint is refused with both.
import { expect, test } from 'vitest';
import { dialects } from '../../src/engine/family/dialects.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { candidates } from '../../src/engine/family/select.ts';
import { opened } from '../support/checkpoints.ts';
import { type ConfigCase, caseFolder } from '../support/configCases.ts';
import { edited } from '../support/models.ts';

type Edit = Omit<ConfigCase, 'name' | 'base'>;
const caseOf = (base: string, edit: Edit = {}) => opened(caseFolder({ name: '', base, ...edit }));
const nameless = ['model_type', 'architectures'];
const q = 'model.layers.0.self_attn.q_proj.weight';
const c = 'transformer.h.0.attn.c_attn.weight';
const bothTensors: Edit['tensors'] = { add: { [c]: [16, 48] } };
const hookedWords = { d_model: 16, n_layers: 2, d_head: 4, n_ctx: 32 };

test.each<[string, string, Edit, best: string, score: number, evidence: string[]]>([
  [
    'tensors and config',
    'llama',
    {},
    'llama',
    3,
    [`tensor ${q} is of Llama`, 'model_type "llama"'],
  ],
  ['the tensors alone', 'gpt2', { absent: nameless }, 'gpt2', 1, [`tensor ${c} is of GPT-2`]],
  [
    'the class',
    'gpt2',
    { absent: ['model_type'] },
    'gpt2',
    3,
    [`tensor ${c} is of GPT-2`, 'architectures ["GPT2LMHeadModel"]'],
  ],
  [
    'tensors of two, and a config',
    'llama',
    { tensors: bothTensors },
    'llama',
    3,
    [`tensor ${q} is of Llama`, 'model_type "llama"'],
  ],
  [
    'a config without its tensors',
    'gpt2',
    { config: { model_type: 'llama' } },
    'llama',
    2,
    ['model_type "llama"'],
  ],
  [
    'keys of another, without its tensors',
    'gpt2',
    { absent: nameless, config: hookedWords },
    'hooked_transformer',
    2,
    ['config.json has d_model, n_layers, d_head, n_ctx'],
  ],
])('%s', async (_, base, edit, best, score, evidence) => {
  const [first, ...rest] = candidates(await caseOf(base, edit), dialects);
  expect(first.dialect.name).toBe(best);
  expect(first.score).toBe(score);
  expect(first.evidence).toEqual(evidence.map((part) => expect.stringContaining(part)));
  // A type that several dialects have is said of each.
  expect(rest.every((one) => one.score < score || one.type === first.type)).toBe(true);
});

test('a HookedTransformer is told by its keys, and one without them by its tensors', async () => {
  const [said] = candidates(await edited('hooked'), dialects);
  expect(said).toMatchObject({ type: 'hooked_transformer', score: 3 });
  const [guess] = candidates(await edited('hooked', { config: { d_head: undefined } }), dialects);
  expect(guess).toMatchObject({
    type: undefined,
    score: 1,
    dialect: { title: 'HookedTransformer' },
  });
});

test('the config decides between tensors of two; those of the other are said', async () => {
  const { dialect, notes } = modelOf(await caseOf('llama', { tensors: bothTensors }));
  expect(dialect.name).toBe('llama');
  expect(notes).toEqual([`tensor ${c}: not used by Llama`]);
});

test('a guess is labelled', async () => {
  const { notes } = modelOf(await caseOf('gpt2', { absent: nameless }));
  expect(notes).toEqual([
    'config.json has no model_type: read as gpt2, by the names of the tensors',
  ]);
});

test.each<[string, string, Edit, string]>([
  [
    'tensors of two, and nothing decides',
    'llama',
    { absent: nameless, tensors: bothTensors },
    `tensor ${c} is of GPT-2, tensor ${q} is of Llama, and config.json does not say which counts`,
  ],
  [
    "tensors of none, and a config that says GPT-2's",
    'gpt2',
    { tensors: { rename: [['\\.h\\.', '.speech.']] } },
    'though config.json says model_type "gpt2"; known families:',
  ],
  ['the config says another', 'gpt2', { config: { model_type: 'llama' } }, 'model_type "llama"'],
  [
    'the config has the keys of another',
    'gpt2',
    { absent: nameless, config: hookedWords },
    "config.json has d_model, n_layers, d_head, n_ctx, as HookedTransformer's",
  ],
])('refused: %s', async (_, base, edit, sentence) => {
  const checkpoint = await caseOf(base, edit);
  expect(() => modelOf(checkpoint)).toThrow(
    expect.objectContaining({ code: 'model-unknown', message: expect.stringContaining(sentence) }),
  );
});
