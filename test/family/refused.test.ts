// What is no model, or none that we compute exactly, is refused with a sentence that names the tensor or
// the key, what was found and what is allowed. No weight is read for it.
import { describe, expect, test } from 'vitest';
import type { Checkpoint, Json } from '../../src/engine/checkpoint/checkpoint.ts';
import { EngineError, type ErrorCode } from '../../src/engine/core/error.ts';
import { activations } from '../../src/engine/family/activations.ts';
import { modelOf, notUnderstood } from '../../src/engine/family/model.ts';
import { opened, recorded } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { type Edit, edited, renamed } from '../support/models.ts';

function checkRefused(checkpoint: Checkpoint, code: ErrorCode, ...parts: readonly string[]) {
  const error = refusalOf(checkpoint);
  expect(error.code).toBe(code);
  for (const part of parts) expect(error.message).toContain(part);
  expect(error.message).not.toMatch(/\n|undefined|NaN/);
  expect(error.hint).toMatch(/\.$/);
}

function refusalOf(checkpoint: Checkpoint): EngineError {
  try {
    modelOf(checkpoint);
  } catch (error) {
    if (error instanceof EngineError) return error;
    throw error;
  }
  throw new Error('it was not refused');
}

describe('the hostile table', () => {
  test.each([
    [
      'shape-mismatch',
      ['tensor transformer.wte.weight', 'has shape [320, 32]', 'config.json asks for [320, 48]'],
    ],
    ['missing-tensor', ['tensor transformer.h.2.ln_2.bias is missing']],
    ['absurd-config', ['"n_layer" is 1000000000', 'a whole number from 1 to 16777216']],
  ])('%s: from the header alone', async (folder, parts) => {
    const record = recorded();
    const checkpoint = await opened(fixture(`hostile/${folder}`), record.files);
    const read = record.bytes;
    checkRefused(checkpoint, 'model-inconsistent', ...parts);
    expect(record.bytes).toBe(read);
  });

  const h = 'transformer.h.';
  test.each<[string, Edit]>([
    ['a block number beyond counting', { tensors: addBlock(`${h}99999999999999999999`) }],
    [
      'as many blocks as a config may say, in one name',
      { tensors: addBlock(`${h}16777215`), config: { n_layer: 16777216 } },
    ],
  ])('%s: at once, in memory and in inspect', async (_, edit) => {
    const checkpoint = await edited('gpt2', edit);
    checkRefused(checkpoint, 'model-inconsistent', 'the tensors hold 4');
    expect(notUnderstood(checkpoint).length).toBeLessThan(100);
  });
});

function addBlock(prefix: string): Edit['tensors'] {
  return (tensors) => {
    tensors.set(`${prefix}.attn.c_attn.weight`, { dims: [1], data: new Float32Array(1) });
  };
}

describe('not one of our families', () => {
  test('names the tensors that no family has, and the families', async () => {
    const checkpoint = await edited('gpt2', {
      tensors: (tensors) => renamed(tensors, (name) => name.replace('.h.', '.speech.')),
    });
    checkRefused(
      checkpoint,
      'model-unknown',
      'no family has tensors transformer.speech.0.attn.c_attn.bias,',
      'and 35 more',
      'known families: GPT-2, minGPT, nanoGPT, GPT-Neo, GPT-J, GPT-NeoX, OPT, BLOOM, Falcon, Llama, OLMo, OLMo 2, StableLM, StarCoder 2, Gemma 1, Gemma, Phi, Phi-3, BERT, RoBERTa, ELECTRA, DistilBERT, T5 encoder, ViT, ViT in memory, ViT of timm, HookedTransformer',
    );
    expect(notUnderstood(checkpoint)).toHaveLength(40);
  });

  test('no config.json', async () => {
    const whole = await edited('gpt2');
    checkRefused({ ...whole, config: undefined }, 'model-unknown', 'no config.json beside');
  });

  test.each<[string, Json, boolean]>([
    ['architectures', ['LlamaForCausalLM'], true],
    ['architectures', ['MistralForCausalLM'], true],
    ['architectures', ['LlamaModel', 'LlamaForSequenceClassification'], true],
    ['architectures', [], true],
    ['architectures', null, true],
    ['architectures', ['GraniteForCausalLM'], false],
    ['architectures', ['Qwen2MoeForCausalLM'], false],
    ['architectures', ['LlamaForCausalLM', 7], false],
    ['hidden_activation', 'gelu_pytorch_tanh', false],
    ['hidden_activation', null, false],
  ])('without model_type, %s %j tells', async (key, value, isLlama) => {
    const checkpoint = await edited('llama', { config: { model_type: undefined, [key]: value } });
    if (isLlama) expect(modelOf(checkpoint).dialect.name).toBe('llama');
    else checkRefused(checkpoint, 'model-unknown', `${key} ${JSON.stringify(value)}`);
  });

  test.each<[string, string]>([
    ['gpt2', 'GPT2LMHeadModel'],
    ['gpt_neox', 'GPTNeoXForCausalLM'],
    ['bert', 'BertForMaskedLM'],
  ])('without model_type, %s is known by its class', async (name, architecture) => {
    const config = { model_type: undefined, architectures: [architecture] };
    expect(modelOf(await edited(name, { config })).dialect.name).toBe(name);
  });

  test.each(['granite', 'phi3', 'cohere', 7, null])(
    'model_type %j has the names of Llama and computes otherwise',
    async (type) => {
      const checkpoint = await edited('llama', { config: { model_type: type } });
      checkRefused(checkpoint, 'model-unknown', `model_type ${JSON.stringify(type)}`);
    },
  );

  test('a very long model_type is not repeated whole', async () => {
    const checkpoint = await edited('llama', { config: { model_type: 'x'.repeat(1e5) } });
    expect(refusalOf(checkpoint).message.length).toBeLessThan(500);
  });
});

describe('a config that asks for what is not computed', () => {
  const known = Object.keys(activations).join(', ');
  const epsilon = 'a number from 0 to 1';
  const turn = 'a number from 0.001 to 3.4e+38';
  const size = 'a whole number from 1 to 16777216';
  const rows: readonly [string, string, Json | undefined, string][] = [
    ['gpt2', 'activation_function', 'relu6', known],
    ['gpt2', 'activation_function', 'constructor', known],
    ['gpt2', 'activation_function', ['gelu'], known],
    ['gpt2', 'scale_attn_weights', false, 'true'],
    ['gpt2', 'scale_attn_by_inverse_layer_idx', true, 'false'],
    ['gpt2', 'tie_word_embeddings', 'yes', 'true or false'],
    ['gpt2', 'layer_norm_epsilon', -1, epsilon],
    ['gpt2', 'layer_norm_epsilon', '1e-5', epsilon],
    ['gpt2', 'n_embd', undefined, 'what fits the tensors'],
    ['gpt2', 'n_embd', 0, size],
    ['gpt2', 'n_embd', 32.5, size],
    ['gpt2', 'n_head', '4', size],
    ['gpt_neox', 'hidden_act', 'gelu_10', known],
    ['gpt_neox', 'rotary_pct', 1e9, 'a number from 0 to 1'],
    ['gpt_neox', 'rotary_pct', -0.25, 'a number from 0 to 1'],
    ['llama', 'rope_theta', 0, turn],
    ['llama', 'rope_theta', 5e-324, turn],
    ['llama', 'num_key_value_heads', 0, size],
    ['bert', 'hidden_act', 'mish', known],
    ['bert', 'position_embedding_type', 'relative_key', '"absolute"'],
    ['bert', 'is_decoder', true, 'false'],
  ];
  test.each(rows)('%s: %s = %j', async (family, key, value, allowed) => {
    const checkpoint = await edited(family, { config: { [key]: value } });
    const found = value === undefined ? 'is absent' : `is ${JSON.stringify(value)}`;
    checkRefused(checkpoint, 'model-inconsistent', `"${key}" ${found}`, `allowed: ${allowed}`);
  });

  const llama3 = {
    rope_type: 'llama3',
    factor: 8,
    low_freq_factor: 1,
    high_freq_factor: 4,
    original_max_position_embeddings: 32,
  };
  test.each<[Json, string]>([
    [{ type: 'su', factor: 2 }, '.type" is "su"; allowed: "default", "linear", "dynamic"'],
    [{ rope_type: 'proportional', factor: 2 }, '.rope_type" is "proportional"'],
    [{ rope_type: null, factor: 2 }, '.rope_type" is null'],
    [{ rope_type: 'linear', factor: 2, rope_theta: null }, '.rope_theta" is null'],
    [{ type: 'linear' }, '"factor" is absent'],
    [{ type: 'linear', factor: 0 }, '"factor" is 0'],
    [{ ...llama3, low_freq_factor: null }, '"low_freq_factor" is null'],
    [{ ...llama3, high_freq_factor: 1 }, 'allowed: a number above low_freq_factor, 1'],
  ])('llama: rope_scaling %j', async (scaling, sentence) => {
    checkRefused(
      await edited('llama', { config: { rope_scaling: scaling } }),
      'model-inconsistent',
      sentence,
    );
    checkRefused(
      await edited('llama', { configFile: 'config.v5.json', config: { rope_parameters: scaling } }),
      'model-inconsistent',
      sentence,
    );
  });

  test.each<[string, Edit['config'], string]>([
    ['gpt2', { n_head: 5 }, 'width 32 and 5 heads make heads of 6.4; allowed: a whole number'],
    ['llama', { head_dim: 2 ** 24 }, 'make heads of 16777216; allowed: a whole number up to 16384'],
    ['llama', { head_dim: 7 }, 'turn 7 numbers of a head; allowed: an even number'],
    ['gpt_neox', { rotary_pct: 0.01 }, 'turn 0 numbers of a head; allowed: an even number'],
    ['gpt_neox', { head_dim: 8 }, '"head_dim" is 8; allowed: 16'],
    ['llama', { num_key_value_heads: 3 }, '4 heads do not share 3 key/value heads evenly'],
    ['llama', { num_hidden_layers: 2 }, 'config.json says 2 blocks, the tensors hold 3'],
    ['bert', { num_hidden_layers: 4 }, 'config.json says 4 blocks, the tensors hold 3'],
  ])('%s: %j', async (family, config, sentence) => {
    checkRefused(await edited(family, { config }), 'model-inconsistent', sentence);
  });
});

describe('tensors that do not fit', () => {
  const extra = (name: string): Edit => ({
    tensors: (tensors) => tensors.set(name, { dims: [2], data: new Float32Array(2) }),
  });
  const without = (...names: string[]): Edit => ({
    tensors: (tensors) => renamed(tensors, (name) => (names.includes(name) ? undefined : name)),
  });

  test.each([
    ['gpt2', 'GPT-2', 'transformer.h.1.crossattention.q_attn.weight'],
    ['gpt2', 'GPT-2', 'h.1.attn.c_attn.weight_other'],
    ['gpt_neox', 'GPT-NeoX', 'gpt_neox.layers.0.attention.query_key_value.other'],
    ['llama', 'Llama', 'model.layers.2.self_attn.q_norm.weight'],
    ['llama', 'Llama', 'model.layers.1.self_attn.qkv_proj.bias'],
    ['bert', 'BERT', 'bert.encoder.layer.0.attention.self.distance_embedding.weight'],
  ])('%s refuses an unknown tensor inside a block', async (folder, title, name) => {
    const checkpoint = await edited(folder, extra(name));
    checkRefused(checkpoint, 'model-unknown', `${title} does not have tensor ${name};`);
    expect(notUnderstood(checkpoint)).toEqual([name]);
  });

  // Heads of speculative decoding and averaged copies have numbers in their names, too.
  const beside = ['extra.weight', 'medusa_head.0.0.weight', 'ema.h.0.attn.c_attn.weight'];
  test.each(
    ['gpt2', 'gpt_neox', 'llama', 'bert'].flatMap((folder) => {
      return beside.map((name) => [folder, name] as const);
    }),
  )('%s lists %s, which is beside the blocks, as unused', async (folder, name) => {
    const checkpoint = await edited(folder, extra(name));
    const { unused, notes } = modelOf(checkpoint);
    expect(unused).toEqual([name]);
    expect(notes).toEqual([expect.stringContaining(`tensor ${name}: not used by `)]);
    expect(notUnderstood(checkpoint)).toEqual([name]);
  });

  test.each<[string, string, Edit['config'], missing?: string]>([
    ['gpt2', 'lm_head.weight', { tie_word_embeddings: false }],
    ['gpt_neox', 'embed_out.weight', {}, 'lm_head.weight'],
    ['llama', 'lm_head.weight', {}],
    ['bert', 'cls.predictions.decoder.weight', { tie_word_embeddings: false }],
    ['bert', 'cls.predictions.transform.dense.weight', {}],
  ])('%s does not make up its head: %s', async (folder, name, config, missing = name) => {
    const checkpoint = await edited(folder, { ...without(name), config });
    checkRefused(checkpoint, 'model-inconsistent', `tensor ${missing} is missing`);
  });

  test.each([
    ['attention_bias', 'model.layers.0.self_attn.q_proj.bias'],
    ['mlp_bias', 'model.layers.0.mlp.gate_proj.bias'],
  ])('llama does not take a bias as 0 that %s promises', async (key, name) => {
    const checkpoint = await edited('llama', { config: { [key]: true } });
    checkRefused(checkpoint, 'model-inconsistent', `tensor ${name} is missing`);
  });

  test('blocks that are not numbered from 0 on', async () => {
    const checkpoint = await edited('gpt2', {
      tensors: (tensors) => renamed(tensors, (name) => name.replace('h.1.', 'h.7.')),
    });
    const missing = 'tensor transformer.h.1.ln_1.weight is missing';
    checkRefused(checkpoint, 'model-inconsistent', missing);
  });
});
