// GPT-2 in the words of HookedTransformer computes what its twin in transformers' words computes; a config that
// asks for another computation is refused by its key. The fixtures: test/fixture/make/hooked.py.
import { describe, expect, test } from 'vitest';
import { withinReach } from '../../src/engine/analysis/reach.ts';
import type { Json } from '../../src/engine/checkpoint/checkpoint.ts';
import { shuffledTwin } from '../../src/engine/checkpoint/twin.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf, notUnderstood } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { opened } from '../support/checkpoints.ts';
import { caseFolder, goldens, said } from '../support/configCases.ts';
import { type Edit, edited, forwardOf, furthest, renamed, running } from '../support/models.ts';

type Checkpoint = Awaited<ReturnType<typeof edited>>;
const prompt = Int32Array.from(said.ids);

async function logitsOf(checkpoint: Checkpoint): Promise<Float32Array> {
  const forward = await forwardOf(checkpoint);
  return (await activations(quietJob, forward, [prompt])).logits!.data;
}

const twin = () => opened(caseFolder({ name: '', base: 'gpt2' }));

/** Log-probabilities of each row: folding shifts all logits of a row by one number. */
function logProbabilities(logits: Float32Array, vocabulary: number): Float32Array {
  return logits.map((x, i) => {
    const start = i - (i % vocabulary);
    const row = logits.subarray(start, start + vocabulary);
    return x - Math.log(row.reduce((sum, y) => sum + Math.exp(y), 0));
  });
}

describe('the same numbers as the twin', () => {
  test('as it is: to the last bit', async () => {
    const hooked = await edited('hooked');
    expect(modelOf(hooked).notes).toEqual([]);
    expect(modelOf(hooked).unused).toEqual([]);
    expect(notUnderstood(hooked)).toEqual([]);
    const [one, two] = [await logitsOf(hooked), await logitsOf(await twin())];
    expect(furthest(one, two)).toBe(0);
    goldens['gpt2: as it is'].logits![1].forEach((x, token) => {
      expect.soft(Math.abs(x - one[said.positions[1] * 19 + token])).toBeLessThan(2e-4);
    });
  });

  test('with norms folded and weights centred: the same probabilities', async () => {
    const folded = await edited('hooked-folded');
    expect(modelOf(folded).notes).toEqual([]);
    const [one, two] = [await logitsOf(folded), await logitsOf(await twin())];
    const apart = furthest(logProbabilities(one, 19), logProbabilities(two, 19));
    expect(apart).toBeLessThan(5e-5);
  });

  const [layer0, at] = ['blocks.0.', (prefix: string) => (name: string) => prefix + name];
  test.each<[string, Edit, notes: string[]]>([
    ['what may be left out', { config: { n_heads: -1, d_mlp: null, d_vocab_out: -1 } }, []],
    ['a scale as float32 prints it', { config: { attn_scale: 2.0000000001 } }, []],
    ['and is', { config: { attn_scale: -1, n_key_value_heads: 4, eps: undefined } }, []],
    [
      'masks and IGNORE left out',
      {
        tensors: (tensors) =>
          renamed(tensors, (name) => (/mask|IGNORE/.test(name) ? undefined : name)),
      },
      [],
    ],
    ['a dtype', { config: { dtype: 'torch.bfloat16' } }, ['config.json says bfloat16']],
    ['compiled', { tensors: (t) => renamed(t, at('_orig_mod.')) }, ['"_orig_mod" of']],
    ['in a module of a trainer', { tensors: (t) => renamed(t, at('model.')) }, ['"model" of']],
    [
      'sharded block by block',
      { tensors: (t) => renamed(t, (n) => n.replace(layer0, `${layer0}_fsdp_wrapped_module.`)) },
      ['"_fsdp_wrapped_module" of'],
    ],
  ])('%s', async (_, edit, notes) => {
    const checkpoint = await edited('hooked', edit);
    expect(modelOf(checkpoint).notes).toEqual(notes.map((part) => expect.stringContaining(part)));
    expect(furthest(await logitsOf(checkpoint), await logitsOf(await twin()))).toBe(0);
  });
});

test.each<[key: string, Json | undefined, sentence: string]>([
  ['normalization_type', null, '"normalization_type" is null'],
  ['normalization_type', 'RMS', '"normalization_type" is "RMS"; allowed: "LN" or "LNPre"'],
  ['normalization_type', 'LNPre', 'HookedTransformer does not have tensors blocks.0.ln1.b,'],
  ['act_fn', 'solu_ln', '"act_fn" is "solu_ln"; allowed: gelu'],
  ['act_fn', undefined, '"act_fn" is absent'],
  ['positional_embedding_type', 'rotary', '"positional_embedding_type" is "rotary"'],
  ['positional_embedding_type', 'shortformer', '"positional_embedding_type" is "shortformer"'],
  ['attention_dir', 'bidirectional', '"attention_dir" is "bidirectional"'],
  ['attn_only', true, '"attn_only" is true'],
  ['gated_mlp', true, '"gated_mlp" is true'],
  ['parallel_attn_mlp', true, '"parallel_attn_mlp" is true'],
  ['final_rms', true, '"final_rms" is true'],
  ['uses_rms_norm', true, '"uses_rms_norm" is true'],
  ['use_logn_attn', true, '"use_logn_attn" is true'],
  ['use_attention_sinks', true, '"use_attention_sinks" is true'],
  ['use_attn_scale', false, '"use_attn_scale" is false'],
  ['attn_scale', 1, '"attn_scale" is 1; allowed: -1 or 2'],
  ['scale_attn_by_inverse_layer_idx', true, '"scale_attn_by_inverse_layer_idx" is true'],
  ['use_local_attn', true, '"use_local_attn" is true'],
  ['attn_scores_soft_cap', 50, '"attn_scores_soft_cap" is 50'],
  ['use_qk_norm', true, '"use_qk_norm" is true'],
  ['num_experts', 4, '"num_experts" is 4'],
  ['n_key_value_heads', 2, '"n_key_value_heads" is 2; allowed: -1 or 4'],
  ['d_vocab_out', 7, '"d_vocab_out" is 7; allowed: -1 or 19'],
  ['n_heads', 2, 'tensor blocks.0.attn.W_Q has shape [4, 16, 4], config.json asks for [2, 16, 4]'],
  ['d_vocab', 20, '"d_vocab_out" is 19; allowed: -1 or 20'],
  ['d_model', 12, 'tensor embed.W_E has shape [19, 16], config.json asks for [19, 12]'],
  ['n_layers', 3, 'config.json says 3 blocks, the tensors hold 2'],
  ['model_type', 'gpt2', 'config.json says model_type "gpt2"; known families:'],
])('%s %j is refused by name', async (key, value, sentence) => {
  const checkpoint = await edited('hooked', { config: { [key]: value } });
  expect(() => modelOf(checkpoint)).toThrow(sentence);
});

test.each([
  ['blocks.1.ln1.b', 'tensor blocks.1.ln1.b is missing'],
  ['unembed.W_U', 'tensor unembed.W_U is missing'],
  ['unembed.b_U', 'tensor unembed.b_U is missing'],
])('%s is not made up', async (gone, sentence) => {
  const drop = (name: string) => (name === gone ? undefined : name);
  const checkpoint = await edited('hooked', { tensors: (tensors) => renamed(tensors, drop) });
  expect(() => modelOf(checkpoint)).toThrow(sentence);
});

/** Three more rows of the vocabulary, which no token has. */
const padded = (inEmbedding: number, inHead: number): Edit => ({
  config: { d_vocab: 22, d_vocab_out: -1 },
  tensors: (tensors) => {
    const more = (name: string, rows: number, width: number, value: number) => {
      const { data } = tensors.get(name)!;
      const old = data.length / rows;
      return Float32Array.from({ length: rows * width }, (_, i) => {
        return i % width < old ? data[Math.floor(i / width) * old + (i % width)] : value;
      });
    };
    const { data } = tensors.get('embed.W_E')!;
    const rows = Float32Array.from({ length: 22 * 16 }, (_, i) => data[i] ?? inEmbedding);
    tensors.set('embed.W_E', { dims: [22, 16], data: rows });
    tensors.set('unembed.W_U', { dims: [16, 22], data: more('unembed.W_U', 16, 22, inHead) });
    tensors.set('unembed.b_U', { dims: [22], data: more('unembed.b_U', 1, 22, 0) });
  },
});

test('rows that no token has are left out of a head that lies the other way', async () => {
  const model = modelOf(await edited('hooked', padded(Number.NaN, 7)));
  const cut = await withinReach(quietJob, model, 19);
  expect(cut.spec.vocabulary).toBe(19);
  expect(cut.notes).toEqual([expect.stringContaining('embed.W_E: rows from 19 on hold NaN')]);
  const { logits } = await activations(quietJob, await running(cut), [prompt]);
  expect(furthest(logits!.data, await logitsOf(await twin()))).toBe(0);
  // Its shuffled twin, the negative control, has no NaN in its rows either.
  const { data } = await shuffledTwin(cut.checkpoint, 0).readRows(quietJob, 'embed.W_E', 0, 19);
  expect(data.every(Number.isFinite)).toBe(true);
});

test('NaN in such a head is refused, naming it', async () => {
  const checkpoint = await edited('hooked', padded(0, Number.NaN));
  await expect(logitsOf(checkpoint)).rejects.toMatchObject({
    code: 'model-values',
    message: expect.stringContaining('unembed.W_U'),
  });
});

test('without its head it is no language model', async () => {
  const drop = (name: string) => (name.startsWith('unembed') ? undefined : name);
  const checkpoint = await edited('hooked', { tensors: (tensors) => renamed(tensors, drop) });
  expect(modelOf(checkpoint).headless).toBe('HookedTransformer without a head');
});

test.each<[what: string, base: string, absent: string[]]>([
  ['sizes', 'hooked', ['d_model', 'n_layers', 'd_head', 'n_ctx', 'd_vocab']],
  ['norms that are folded', 'hooked-folded', ['normalization_type']],
  [
    'folded, of all that tensors say',
    'hooked-folded',
    ['normalization_type', 'n_layers', 'd_head'],
  ],
])('what the config leaves out is read off the tensors: %s', async (_, base, absent) => {
  const checkpoint = await edited(base, {
    config: Object.fromEntries(absent.map((key) => [key, undefined])),
  });
  const { notes } = modelOf(checkpoint);
  expect(notes[notes.length - 1]).toMatch(/^config.json does not say .*: read off the tensors$/);
  for (const key of absent) expect(notes.join()).toContain(key);
  expect(furthest(await logitsOf(checkpoint), await logitsOf(await edited(base)))).toBe(0);
});

test('its activation stands in no tensor: without a config the rest is told, and nothing computed', async () => {
  const whole = await edited('hooked');
  const checkpoint = { ...whole, config: undefined };
  expect(() => modelOf(checkpoint)).toThrow(
    expect.objectContaining({
      message: expect.stringContaining('no config.json beside the weights'),
      hint: expect.stringContaining('d_head 4'),
    }),
  );
});
