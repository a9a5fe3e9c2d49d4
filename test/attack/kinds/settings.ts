// Config and tensors that do not agree, two spellings of one setting, words that mean nothing: taken
// silently they are wrong numbers. Said, in `inspect` or as a refusal, they are none.
import type { Attack } from '../attack.ts';
import { kind } from '../attack.ts';
import { comparing, good, type Json, type Model, model, noise, task, zeros } from '../inputs.ts';

type Row = readonly [
  name: string,
  of: Model,
  spoil: Parameters<typeof model>[2],
  says: RegExp | undefined,
];

const layer = 'model.layers.0.self_attn';

const gpt2 = {
  ...{ model_type: 'gpt2', architectures: ['GPT2LMHeadModel'], vocab_size: 8, n_positions: 5 },
  ...{ n_embd: 32, n_layer: 3, n_head: 4, activation_function: 'gelu_new' },
  tie_word_embeddings: false,
};
const llama = {
  ...{ model_type: 'llama', architectures: ['LlamaForCausalLM'], vocab_size: 8, hidden_size: 32 },
  ...{ max_position_embeddings: 5, num_hidden_layers: 3, num_attention_heads: 4 },
  ...{ num_key_value_heads: 4, intermediate_size: 96, hidden_act: 'silu', rms_norm_eps: 1e-5 },
  tie_word_embeddings: false,
};

/** The sample's config with these as bare words, which JSON does not have. */
function config(words: Json, of: Model = 'ab-gpt2'): string {
  const fields = Object.entries(words).map(([key, word]) => `"${key}": ${String(word)}`);
  const before = { 'ab-gpt2': gpt2, 'ab-llama': llama, 'bc-llama': llama }[of];
  return `${JSON.stringify(before).slice(0, -1)}, ${fields.join(', ')}}`;
}

/** Where `says` is missing the input must be refused by a comparison. */
const disagreeing: readonly Row[] = [
  [
    'a head of its own beside a tied flag',
    'ab-gpt2',
    { config: { tie_word_embeddings: true } },
    /tie|head/i,
  ],
  [
    'rope_scaling beside rope_parameters',
    'bc-llama',
    {
      config: {
        rope_scaling: { rope_type: 'linear', factor: 4 },
        rope_parameters: { rope_type: 'default', rope_theta: 10000 },
      },
    },
    /rope/i,
  ],
  [
    'two rope thetas',
    'bc-llama',
    { config: { rope_theta: 10000, rope_parameters: { rope_type: 'default', rope_theta: 500 } } },
    /rope/i,
  ],
  [
    'biases of q, k, v without a word in the config',
    'bc-llama',
    {
      tensors: (all) => {
        for (const one of 'qkv') all.set(`${layer}.${one}_proj.bias`, noise(32));
      },
    },
    /bias/i,
  ],
  [
    'biases that the config promises and nobody stored',
    'bc-llama',
    { config: { attention_bias: true } },
    /bias/i,
  ],
  [
    'key and value heads that the tensors lack',
    'bc-llama',
    { config: { num_key_value_heads: 2 } },
    /head/i,
  ],
  ['a head size that the tensors lack', 'bc-llama', { config: { head_dim: 16 } }, /head/i],
  ['an activation that does not exist', 'bc-llama', { config: { hidden_act: 'sillu' } }, undefined],
  [
    'two activations',
    'ab-gpt2',
    { config: { hidden_act: 'relu', activation_function: 'gelu_new' } },
    /activation|hidden_act/i,
  ],
  ['a vocabulary that the embedding lacks', 'ab-gpt2', { config: { vocab_size: 99 } }, /vocab/i],
  ['positions that the table lacks', 'ab-gpt2', { config: { n_positions: 50 } }, /position/i],
  ['more layers than are stored', 'ab-gpt2', { config: { n_layer: 4 } }, /layer|block|tensor/i],
  [
    'fewer layers than are stored',
    'ab-gpt2',
    { config: { n_layer: 2 } },
    /layer|block|tensor|not/i,
  ],
  [
    'a classification head',
    'ab-gpt2',
    {
      config: { architectures: ['GPT2ForSequenceClassification'] },
      tensors: (all) => {
        all.delete('lm_head.weight');
        all.set('score.weight', noise(2, 32));
      },
    },
    /head|classif|score/i,
  ],
  [
    'a tensor that nothing uses',
    'ab-gpt2',
    { tensors: (all) => void all.set('transformer.adapter.weight', zeros(4)) },
    /adapter|not used|understood/i,
  ],
  [
    'a norm epsilon of infinity',
    'ab-gpt2',
    { config: config({ layer_norm_epsilon: 'Infinity' }) },
    undefined,
  ],
  [
    'a theta that is hardly a number',
    'bc-llama',
    { config: config({ rope_theta: '5e-324' }, 'bc-llama') },
    undefined,
  ],
  ['a theta of zero', 'bc-llama', { config: { rope_theta: 0 } }, undefined],
  ['a negative head count', 'ab-gpt2', { config: { n_head: -4 } }, undefined],
  ['heads that do not divide the width', 'ab-gpt2', { config: { n_head: 5 } }, undefined],
  ['a width of 2^53', 'ab-gpt2', { config: { n_embd: 2 ** 53 } }, undefined],
];

export const settings: readonly Attack[] = [
  ...kind(
    '1 config against tensors',
    disagreeing.map(([name, of, spoil, says]) => ({
      name,
      says,
      end: says ? ('said' as const) : ('refused' as const),
      make: (folder) => {
        const made = model(folder, of, spoil);
        return { args: comparing(made, good('ab-llama')), names: ['model', 'config'] };
      },
    })),
    { quick: true },
  ),
  ...kind(
    '1 token ids',
    [
      {
        name: 'a token beyond the rows of the embedding',
        end: 'refused',
        make: (folder) => {
          const vocab = { '0': 0, '1': 1, '2': 2, '3': 3, '4': 4, '5': 99, ',': 6, '=': 7 };
          const made = model(folder, 'ab-gpt2', {
            tokenizer: { model: { type: 'WordLevel', vocab, unk_token: '=' } },
          });
          return { args: comparing(made, good('ab-llama')), names: ['99', '"5"'] };
        },
      },
      {
        name: 'a task of which no answer is a token',
        end: 'refused',
        make: (folder) => {
          const of = task(folder, { answers: ['north', 'south'], vocab: undefined });
          return {
            args: ['compare', good(), good('ab-llama'), '--task', of],
            names: ['bad.task', 'north', 'answer'],
          };
        },
      },
    ],
    { quick: true },
  ),
];
