// Token ids that the model's embedding has no row for: said by token, id and rows, before anything runs.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fitReport } from '../../src/engine/analysis/fitReport.ts';
import type { JsonObject } from '../../src/engine/checkpoint/checkpoint.ts';
import { unbounded } from '../../src/engine/core/bounded.ts';
import { type EngineError, isEngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { drawPairs } from '../../src/engine/task/drawPairs.ts';
import { readTask } from '../../src/engine/task/readTask.ts';
import { taskFit } from '../../src/engine/task/taskFit.ts';
import { makeTokenizer } from '../../src/engine/task/tokenizer.ts';
import { sha256 } from '../../src/platform/sha256.ts';

const folder = new URL('../fixture/field/05-token-id-beyond-embedding/', import.meta.url);
const text = (name: string) => readFileSync(new URL(name, folder), 'utf8');
const given: JsonObject = JSON.parse(text('tokenizer.json'));
const listed = readTask(text('task.json'), 'task.json', sha256);
const ids = (vocab: JsonObject) => ({ ...given, model: { type: 'WordLevel', vocab } });
const small = { 0: 0, 1: 1, 2: 2, 3: 3, 4: 4, 5: 5, ',': 6, '=': 7 };
const drawn = (answers: readonly string[]) =>
  readTask(
    JSON.stringify({
      template: '{a} , {b} =',
      variables: { a: ['0', '1'], b: ['2', '3'] },
      answer: { of: 'a', table: { 0: answers[0], 1: answers[1] } },
    }),
    't.json',
    sha256,
  );

const mend = 'resize the embedding, or use the tokenizer that the model was trained with';
test.each<[string, JsonObject, typeof listed, string]>([
  ['in every prompt', given, listed, 'the token "=" has the id 19'],
  ['in a value', ids({ ...small, 1: 8, 0: 9 }), drawn(['2', '3']), 'the token "'],
  [
    'an answer',
    ids({ ...small, yes: 8, no: 1_000_000 }),
    drawn(['yes', 'no']),
    '"yes" has the id 8',
  ],
  [
    'a special token before the text',
    {
      ...ids(small),
      added_tokens: [{ id: 8, content: '<s>', special: true }],
      post_processor: {
        type: 'TemplateProcessing',
        single: [
          { SpecialToken: { id: '<s>', type_id: 0 } },
          { Sequence: { id: 'A', type_id: 0 } },
        ],
        special_tokens: { '<s>': { id: '<s>', ids: [8], tokens: ['<s>'] } },
      },
    },
    drawn(['2', '3']),
    'the token "<s>" has the id 8',
  ],
])('%s', async (_, json, task, message) => {
  const tokenizer = makeTokenizer(json, 'm/tokenizer.json', unbounded);
  const fit = taskFit(task, { tokenizer, masked: false, maxLength: 16, rows: 8 });
  const { fits, problems } = await fitReport(quietJob, fit, 0);
  expect(fits).toBe(false);
  expect(problems[0]).toContain(message);
  expect(problems[0]).toContain(`, the model's embedding 8 rows: ${mend}`);
  const run = async () =>
    fit.tokenise(quietJob, (await drawPairs(quietJob, task, 8, 0, fit.misfit)).pairs);
  const error = await run().catch((thrown: unknown) => thrown);
  expect(isEngineError(error, 'task-model')).toBe(true);
  expect((error as Error).message).toContain(message);
  expect((error as EngineError).hint ?? '').not.toMatch(/tokenizer/); // one remedy, of the sentence
});
