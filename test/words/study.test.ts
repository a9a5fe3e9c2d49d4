// What a run of a study says of its expectations, as page, terminal, JUnit and editor show it.
import { expect, test } from 'vitest';
import type { Expectation, ExpectationResult, Found, Outcome } from '../../src/protocol/study.ts';
import { studyText } from '../../src/report/textStudy.ts';
import { foundWords, outcomesWords, outcomeWords } from '../../src/words/study.ts';
import { cannedStudy, hostileStudy, resultOf } from '../support/cannedStudy.ts';

const near = { value: 0.06, low: 0, high: 0.27 };
const verdict = (more: Partial<Extract<Found, { kind: 'verdict' }>> = {}): Found => ({
  ...{ kind: 'verdict', verdict: 'same interpretation', distance: near, full: null },
  ...{ margin: 0.3, fullMargin: 0.15, fall: null },
  ...more,
});
const two = (expect_: 'indistinguishable' | 'not different'): Expectation => {
  return { expect: expect_, a: 'x', b: 'y' };
};
const stays: Expectation = { expect: 'stays as', model: 'x', as: 'y', drop: 0.05 };
const holds: Expectation = { expect: 'holds', model: 'x', set: ['a', 'b'], atLeast: 0.5 };
const solves: Expectation = { expect: 'accuracy', model: 'x', atLeast: 0.95 };

const rows: readonly (readonly [Expectation, Found, Outcome, string])[] = [
  [
    two('not different'),
    verdict(),
    'passed',
    'The verdict is `same interpretation`: profile distance 0.06 [0.00, 0.27], margin 0.30.',
  ],
  [
    two('indistinguishable'),
    verdict({ full: { value: 0.63, low: 0.44, high: 0.83 } }),
    'failed',
    'The verdict is `same interpretation`: profile distance 0.06 [0.00, 0.27], margin 0.30; full distance 0.63 [0.44, 0.83], margin 0.15.',
  ],
  [
    two('indistinguishable'),
    verdict(),
    'undecided',
    'The verdict is `same interpretation`: profile distance 0.06 [0.00, 0.27], margin 0.30; not every cut was measured: give "pairs" in the study to measure all. That neither shows it nor rules it out.',
  ],
  [
    two('not different'),
    verdict({ verdict: 'not comparable', distance: null }),
    'undecided',
    'The verdict is `not comparable`. That neither shows it nor rules it out.',
  ],
  [
    stays,
    verdict({ fall: { value: 0.016, low: -0.008, high: 0.041 } }),
    'passed',
    'The verdict is `same interpretation`: profile distance 0.06 [0.00, 0.27], margin 0.30; its accuracy is lower by 1.6 % [-0.8 %, 4.1 %], expected is 5 % at most.',
  ],
  [
    holds,
    { kind: 'held', held: near, solves: true },
    'failed',
    'x holds {a, b} by 0.06 [0.00, 0.27] where it does so best; expected is 0.50 at least.',
  ],
  [
    holds,
    { kind: 'held', held: null, solves: true },
    'undecided',
    'Nothing is known of {a, b}: the answers do not tell it from other sets of variables.',
  ],
  [
    holds,
    { kind: 'held', held: null, solves: false },
    'undecided',
    'x does not solve the task, so what it holds is not known.',
  ],
  [
    solves,
    { kind: 'accuracy', accuracy: { value: 0.96, low: 0.91, high: 0.98 }, prompts: 1118 },
    'undecided',
    '96 % [91 %, 98 %] of 1,118 different prompts are answered right; expected are 95 % at least. The interval holds the bound: more pairs would narrow it.',
  ],
  [
    { ...holds, atLeast: 0.0001 },
    { kind: 'held', held: near, solves: true },
    'passed',
    'x holds {a, b} by 0.06 [0.00, 0.27] where it does so best; expected is 0.0001 at least.',
  ],
  [
    { ...solves, atLeast: 0.9996 },
    { kind: 'accuracy', accuracy: { value: 0.96, low: 0.91, high: 0.98 }, prompts: 1118 },
    'failed',
    '96 % [91 %, 98 %] of 1,118 different prompts are answered right; expected are 99.96 % at least.',
  ],
  [
    { ...stays, drop: 0.0004 },
    verdict({ fall: { value: 0, low: 0, high: 0 } }),
    'passed',
    'The verdict is `same interpretation`: profile distance 0.06 [0.00, 0.27], margin 0.30; its accuracy is lower by 0 % [0 %, 0 %], expected is 0.04 % at most.',
  ],
  [
    solves,
    { kind: 'accuracy', accuracy: null, prompts: 0 },
    'undecided',
    'The task knows no right answers.',
  ],
  [
    solves,
    { kind: 'failure', code: 'file-missing', message: 'x\ny is gone', hint: null },
    'error',
    'x\\u{a}y is gone.',
  ],
];

test.each(rows)('%j, %j: %s', (expectation, found, outcome, words) => {
  const result: ExpectationResult = { ...resultOf('passed'), expectation, found, outcome };
  expect(foundWords(result)).toBe(words);
});

test('what is let pass says so', () => {
  const result = resultOf('undecided', true);
  expect(outcomeWords(result)).toBe('undecided, allowed');
  expect(foundWords(result)).toMatch(/ The study lets that pass\.$/);
});

test('what did not happen is not counted, but that nothing passed is', () => {
  expect(outcomesWords({ expectations: [resultOf('failed')] })).toBe('0 passed, 1 failed');
});

test.each([40, 80, 200])('a terminal of %i columns', (width) => {
  for (const run of [cannedStudy(), hostileStudy()]) {
    const lines = studyText(run, { width, colour: false }).split('\n');
    expect(Math.max(...lines.slice(1).map((line) => line.length))).toBeLessThanOrEqual(width);
    expect(lines.join('')).toMatch(/^[\x20-\x7e◦…]*$/);
  }
});
