// What kind of model it is: config.json's class and the tensors are both evidence. A model that answers with
// labels, spans or rewards is inspected and never compared.
import { describe, expect, test } from 'vitest';
import { inspect } from '../../src/engine/analysis/inspect.ts';
import { withSubjects } from '../../src/engine/analysis/models.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { opened } from '../support/checkpoints.ts';
import { type ConfigCase, caseFolder } from '../support/configCases.ts';
import { testPorts } from '../support/stores.ts';

type Row = readonly [
  base: string,
  edit: Omit<ConfigCase, 'name' | 'base'>,
  kind: string | undefined,
];

const named = (...architectures: string[]) => ({ config: { architectures } });
const tied = { tie_word_embeddings: true };
const score = { 'score.weight': [2, 16] };
const noHead = ['lm_head|embed_out|^cls'];
const bare = (root: string) => [[`^${root}\\.`, '']] as const;

const rows: readonly Row[] = [
  // By its class, whatever is stored.
  ['gpt2', named('GPT2ForSequenceClassification'), 'GPT2ForSequenceClassification'],
  ['gpt2', named('GPT2ForTokenClassification'), 'GPT2ForTokenClassification'],
  ['gpt2', named('GPT2ForQuestionAnswering'), 'GPT2ForQuestionAnswering'],
  ['gpt_neox', named('GPTNeoXForSequenceClassification'), 'GPTNeoXForSequenceClassification'],
  ['llama', named('LlamaForTokenClassification'), 'LlamaForTokenClassification'],
  [
    'llama',
    { ...named('LlamaForSequenceClassification'), tensors: { add: score, drop: noHead } },
    'LlamaForSequenceClassification',
  ],
  ['mistral', named('MistralForQuestionAnswering'), 'MistralForQuestionAnswering'],
  ['qwen2', named('Qwen2ForRewardModel'), 'Qwen2ForRewardModel'],
  ['gemma2', named('Gemma2ForSequenceClassification'), 'Gemma2ForSequenceClassification'],
  [
    'gemma3_text',
    named('Gemma3TextForSequenceClassification'),
    'Gemma3TextForSequenceClassification',
  ],
  ['gemma3', named('Gemma3ForSequenceClassification'), 'Gemma3ForSequenceClassification'],
  ['gemma3', named('Gemma3ForConditionalGeneration'), undefined],
  ['gemma3_text', named('Gemma3TextModel'), undefined], // its config ties the embedding
  ['bert', named('BertForSequenceClassification'), 'BertForSequenceClassification'],
  ['bert', named('BertForMultipleChoice'), 'BertForMultipleChoice'],
  ['bert', named('BertForNextSentencePrediction'), 'BertForNextSentencePrediction'],
  // By its tensors, whatever the class says.
  ['gpt2', { tensors: { add: score } }, 'GPT-2 with the head score.weight'],
  [
    'gpt2',
    { tensors: { add: { 'v_head.summary.weight': [1, 16] } } },
    'GPT-2 with the head v_head.summary.weight',
  ],
  [
    'gpt2',
    { absent: ['architectures'], tensors: { add: { 'classifier.weight': [2, 16] } } },
    'GPT-2 with the head classifier.weight',
  ],
  [
    'gpt2',
    { tensors: { add: { 'module.score.weight': [2, 16] }, rename: [['^trans', 'module.trans']] } },
    'GPT-2 with the head score.weight',
  ],
  ['llama', { tensors: { add: score, drop: noHead } }, 'Llama with the head score.weight'],
  [
    'llama',
    { config: tied, tensors: { add: { 'value_head.weight': [1, 16] }, drop: noHead } },
    'Llama with the head value_head.weight',
  ],
  [
    'llama',
    { tensors: { add: { 'qa_outputs.weight': [2, 16] }, drop: noHead } },
    'Llama with the head qa_outputs.weight',
  ],
  [
    'gpt_neox',
    { tensors: { add: { 'reward_head.weight': [1, 32] }, drop: noHead } },
    'GPT-NeoX with the head reward_head.weight',
  ],
  [
    'bert',
    { tensors: { add: { 'classifier.weight': [2, 16] }, drop: noHead } },
    'BERT with the head classifier.weight',
  ],
  [
    'bert',
    { tensors: { add: { 'qa_outputs.weight': [2, 16] }, drop: noHead } },
    'BERT with the head qa_outputs.weight',
  ],
  // Base models without a head.
  [
    'llama',
    { ...named('LlamaModel'), tensors: { drop: noHead, rename: bare('model') } },
    'LlamaModel without a head',
  ],
  [
    'gpt_neox',
    { ...named('GPTNeoXModel'), tensors: { drop: noHead } },
    'GPTNeoXModel without a head',
  ],
  ['qwen2', { absent: ['architectures'], tensors: { drop: noHead } }, 'Llama without a head'],
  [
    'bert',
    { ...named('BertModel'), tensors: { drop: noHead, rename: bare('bert') } },
    'BERT encoder without a head',
  ],
  ['bert', { tensors: { drop: noHead } }, 'BERT encoder without a head'],
  // Language models all the same.
  ['gpt2', { ...named('GPT2Model'), tensors: { rename: bare('transformer') } }, undefined],
  [
    'llama',
    {
      config: { ...tied, architectures: ['LlamaModel'] },
      tensors: { drop: noHead, rename: bare('model') },
    },
    undefined,
  ],
  ['gpt2', named('GPT2DoubleHeadsModel'), undefined],
  ['gpt2', { config: { architectures: null } }, undefined],
  ['llama', { tensors: { add: { 'v_head.summary.weight': [1, 16] } } }, undefined], // beside its own head
  ['bert', named('BertForPreTraining'), undefined],
  ['gpt2', named('GPT2LMHeadModel', 'GPT2ForSequenceClassification'), undefined],
];

describe.each(rows)('%s %j', (base, edit, kind) => {
  test(kind === undefined ? 'is a language model' : `is a ${kind}`, async () => {
    const folder = caseFolder({ name: '', base, ...edit });
    const model = modelOf(await opened(folder));
    expect(model.headless).toBe(kind);
    expect(model.spec.head === undefined).toBe(kind !== undefined);
    const view = await inspect(quietJob, testPorts(), { path: folder });
    expect(view.answers).toBe(kind === undefined);
    expect(view.family).toBe(model.dialect.title);
    const compared = withSubjects(quietJob, testPorts(), [folder], async () => undefined);
    if (kind === undefined) return expect(compared).rejects.toMatchObject({ code: 'task-kind' });
    expect(view.problems).toContain(`${kind}: it has no answers to compare.`);
    await expect(compared).rejects.toMatchObject({
      code: 'model-headless',
      message: expect.stringContaining(`a ${kind} has no answers to compare`),
    });
  });
});

test('a base model whose embedding answers says so', async () => {
  const edit: Omit<ConfigCase, 'name' | 'base'> = { ...named('GPT2Model') };
  const { notes } = modelOf(await opened(caseFolder({ name: '', base: 'gpt2', ...edit })));
  expect(notes).toEqual([expect.stringContaining('the class is GPT2Model, without a head')]);
});

test('unused tensors are named, up to five, and counted', async () => {
  const add = Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((n) => [`extra${n}.weight`, [2, 2]]));
  const { notes } = modelOf(
    await opened(caseFolder({ name: '', base: 'llama', tensors: { add } })),
  );
  const five = [1, 2, 3, 4, 5].map((n) => `extra${n}.weight`).join(', ');
  expect(notes).toEqual([`tensors ${five} and 2 more: not used by Llama`]);
});
