// What is said of the pairs of a run: how many of those wanted there are, listed by the file or drawn.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { Subject } from '../../src/engine/analysis/models.ts';
import { prepareTask } from '../../src/engine/analysis/prepare.ts';
import { Ready } from '../../src/engine/analysis/ready.ts';
import { settingsOf } from '../../src/engine/analysis/settings.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Model } from '../../src/engine/family/model.ts';
import { folderOf } from '../support/checkpoints.ts';
import { testPorts } from '../support/stores.ts';
import { fixtureTokenizer } from '../support/tokenizers.ts';

const subject: Subject = {
  name: 'm',
  model: {
    parts: { masked: false },
    spec: { maxLength: 8, vocabulary: 8 },
    notes: [],
  } as unknown as Model,
  tokenizer: fixtureTokenizer('digits'),
  digests: { weights: '', config: '', tokenizer: '' },
  ready: new Ready(),
};
const drawn = { template: '{a} {b} =', variables: { a: ['1', '2'], b: ['3', '4'] }, answer: '{a}' };
const pair = (a: string, b = '3') => ({ base: { a, b }, source: { a: '1', b: '4' } });
const listed = { ...drawn, pairs: [pair('1'), pair('2'), pair('1', '4'), pair('2', '4')] };
const beyond = { ...drawn, variables: { a: ['1', '2'], b: ['3', '4', '9'] } };
const unknown = 'm: the tokenizer does not know every value of "b"';

test.each<[string, object, number | undefined, number, readonly string[]]>([
  ['as many as are drawn', drawn, 16, 16, []],
  [
    'constraints that bind the variables to one another',
    {
      ...drawn,
      variables: { a: { range: [0, 5] }, b: { like: 'a' } },
      constraints: ['a + b == 5'],
    },
    8,
    8,
    [
      'With the other variables as they are, the constraints allow no other value of "a", "b": mixed ' +
        'prompts need not meet them here. To mend it, give more values, or let one variable derive from others.',
    ],
  ],
  ['all that are listed', listed, undefined, 4, []],
  ['fewer than are listed', listed, 2, 2, []],
  [
    'more than are listed',
    listed,
    10,
    4,
    ['4 pairs of the 10 wanted: the task has no more that fit.'],
  ],
  [
    'fewer fit than are listed',
    { ...beyond, pairs: [pair('1'), pair('2'), pair('1', '9'), pair('2', '4')] },
    undefined,
    3,
    [`1 pair left out. ${unknown}.`, '3 pairs of the 4 wanted: the task has no more that fit.'],
  ],
])('%s', async (_, task, wanted, pairs, notes) => {
  const path = join(folderOf({}), 't.task.json');
  writeFileSync(path, JSON.stringify(task));
  const settings = settingsOf({ pairs: wanted });
  const prepared = await prepareTask(quietJob, testPorts(), path, [subject], settings);
  expect([prepared.pairs, prepared.notes]).toEqual([pairs, notes]);
});
