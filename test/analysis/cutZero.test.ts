// Before the first block nothing has been worked out: what lies at a place is what the prompt puts there. So no model has
// evidence at cut 0, on any built-in task, at joint sites neither. Models of random weights, whose answers hang on every word.
import { expect, test } from 'vitest';
import { measured } from '../../src/engine/analysis/measure.ts';
import { withSubjects } from '../../src/engine/analysis/models.ts';
import { prepareTask } from '../../src/engine/analysis/prepare.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { profilesOf, sidesOf } from '../../src/engine/congruity/profiles.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { random } from '../../src/engine/core/random.ts';
import type { Tensor } from '../../src/engine/core/tensor.ts';
import type { Responses } from '../../src/engine/forward/responses.ts';
import { builtInTasks } from '../../src/engine/task/builtInTasks.ts';
import { effortFor } from '../../src/engine/task/effort.ts';
import type { Task } from '../../src/engine/task/task.ts';
import { folderOf } from '../support/checkpoints.ts';
import { testPorts } from '../support/stores.ts';
import { builtIn } from '../support/tasks.ts';

const [width, heads, context] = [16, 2, 64];
const pairs = 16;
const [memory, draws] = [1024, 400];

/** Numbers that continue others are tokens of as many digits as the answers have. */
function splitsOf({ answers }: Task): RegExp {
  const digits = /^\d\d$/.test(answers[0]) ? '\\d\\d' : '\\d';
  return new RegExp(`${digits}|[A-Za-z]+|[^\\w\\s]+`, 'g');
}

function vocabularyOf(task: Task): readonly string[] {
  const [rng, effort] = [random('words'), effortFor(draws)];
  const texts = Array.from({ length: draws }, () => {
    const pair = task.draw(rng, 0, effort);
    return [pair.base, pair.source].map((values) => task.prompt(pair, values).text).join(' ');
  });
  return [
    ...new Set([...texts, ...task.answers].flatMap((text) => text.match(splitsOf(task)) ?? [])),
  ];
}

/** A folder of a GPT-2 of one block, and a tokenizer that knows the task's words. */
function randomModel(task: Task): string {
  const vocabulary = vocabularyOf(task);
  const rng = random(`weights of ${task.name}`);
  const tensor = (scale: number, ...dims: number[]): Tensor => {
    const size = dims.reduce((product, dim) => product * dim, 1);
    return { dims, data: Float32Array.from({ length: size }, () => scale * (2 * rng.next() - 1)) };
  };
  const ones = (): Tensor => ({ dims: [width], data: new Float32Array(width).fill(1) });
  const block = 'transformer.h.0.';
  const tensors = new Map<string, Tensor>([
    ['transformer.wte.weight', tensor(1, vocabulary.length, width)],
    ['transformer.wpe.weight', tensor(1, context, width)],
    ...['ln_1', 'ln_2'].flatMap((name): [string, Tensor][] => [
      [`${block}${name}.weight`, ones()],
      [`${block}${name}.bias`, tensor(0, width)],
    ]),
    [`${block}attn.c_attn.weight`, tensor(0.3, width, 3 * width)],
    [`${block}attn.c_attn.bias`, tensor(0, 3 * width)],
    [`${block}attn.c_proj.weight`, tensor(30, width, width)],
    [`${block}attn.c_proj.bias`, tensor(0, width)],
    [`${block}mlp.c_fc.weight`, tensor(1, width, 4 * width)],
    [`${block}mlp.c_fc.bias`, tensor(0, 4 * width)],
    [`${block}mlp.c_proj.weight`, tensor(1, 4 * width, width)],
    [`${block}mlp.c_proj.bias`, tensor(0, width)],
    ['transformer.ln_f.weight', ones()],
    ['transformer.ln_f.bias', tensor(0, width)],
    ['lm_head.weight', tensor(1, vocabulary.length, width)],
  ]);
  const config = {
    model_type: 'gpt2',
    architectures: ['GPT2LMHeadModel'],
    vocab_size: vocabulary.length,
    n_positions: context,
    n_embd: width,
    n_layer: 1,
    n_head: heads,
    tie_word_embeddings: false,
  };
  const pattern = { Regex: splitsOf(task).source };
  const tokenizer = {
    version: '1.0',
    added_tokens: [],
    pre_tokenizer: { type: 'Split', pattern, behavior: 'Removed', invert: true },
    model: {
      type: 'WordLevel',
      vocab: Object.fromEntries(vocabulary.map((word, id) => [word, id])),
      unk_token: vocabulary[0],
    },
  };
  return folderOf({
    'config.json': JSON.stringify(config),
    'tokenizer.json': JSON.stringify(tokenizer),
    'model.safetensors': encodeSafetensors(tensors),
  });
}

/** Responses at the sites of cut 0 alone: single spans, and joint sites, which are in no cut. */
function atCutZero(responses: Responses): Responses {
  const { plan, site, own, pairs: n, outcomes } = responses;
  const kept = [...plan.sites.keys()].filter((s) => plan.sites[s].moment === plan.sites[0].moment);
  const size = n * outcomes;
  const rows = kept.flatMap((s) => [...site.subarray(s * size, (s + 1) * size)]);
  return {
    ...responses,
    plan: {
      sites: kept.map((s) => plan.sites[s]),
      cuts: [kept.slice(0, plan.cuts[0].length)],
      at: [0],
    },
    own: Int32Array.from(kept, (s) => own[s]),
    site: Float32Array.from(rows),
  };
}

test.each(builtInTasks.map(({ name }) => name))('%s', async (name) => {
  const ports = testPorts();
  await withSubjects(quietJob, ports, [randomModel(builtIn(name))], async (subjects) => {
    const { candidates } = await prepareTask(
      quietJob,
      ports,
      name,
      subjects,
      settingsOf({ pairs }),
    );
    const { responses } = await measured(quietJob, ports, candidates[0], memory);
    const zero = atCutZero(responses);
    expect(zero.plan.sites.length).toBeGreaterThan(zero.plan.cuts[0].length);
    const { sides } = await profilesOf(quietJob, [sidesOf(zero)]);
    expect(Math.max(...sides[0].coordinates.strength)).toBeGreaterThan(0.1);
    for (const { value } of sides[0].profile) expect(value).toBeLessThan(0.05);
  });
});
