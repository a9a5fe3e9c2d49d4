// Every reason as the sentence that a reader finds, letter for letter, wherever he reads.
import { expect, test } from 'vitest';
import { reportHtml } from '../../src/report/html.ts';
import { reportJson } from '../../src/report/json.ts';
import { reportText } from '../../src/report/text.ts';
import { explanation, mechanism, numbers } from '../../src/words/reasons.ts';
import { remedyWords } from '../../src/words/remedies.ts';
import { explanationOf, settleOf } from '../../src/words/report.ts';
import { different, interpret } from '../support/cannedReports.ts';
import { circuitReasons, wiringReasons } from '../support/circuitReasons.ts';
import { distinguishReasons } from '../support/distinguishReasons.ts';
import { calibrateReasons, fleetReasons, layersReasons } from '../support/otherReasons.ts';
import { interpretReasons, remedies, verdictReasons } from '../support/reasons.ts';
import { reductionReasons } from '../support/reductionReasons.ts';

const all = [
  ...verdictReasons,
  ...interpretReasons,
  ...fleetReasons,
  ...layersReasons,
  ...calibrateReasons,
  ...reductionReasons,
  ...distinguishReasons,
  ...circuitReasons,
  ...wiringReasons,
];

test.each(all)('%s', (_, reason, words) => {
  expect(explanation(reason)).toBe(words);
});

test.each(all)('%s: one sentence of what is seen, and at most one of numbers', (_, reason) => {
  const sentences = [mechanism(reason), numbers(reason)].filter((one) => one !== undefined);
  for (const sentence of sentences) expect(sentence.match(/[.!?](?=\s|$)/g)).toEqual(['.']);
});

test.each(remedies)('what would settle it: %s', (_, remedy, words) => {
  expect(remedyWords(remedy)).toBe(words);
});

test('the report says them in every form: text, JSON, and the page without its scripts', () => {
  const [, reason, words] = verdictReasons[0];
  const [, remedy, would] = remedies[6];
  const report = { ...different(), reason, remedy };
  const json = JSON.parse(reportJson(report));
  expect([json.explanation, json.settle]).toEqual([words, would]);
  const text = reportText(report).replace(/\n */g, ' ');
  expect(text).toContain(words);
  expect(text).toContain(`What would settle it: ${would}`);
  const page = reportHtml(report, { script: '', css: '' });
  expect(page).toContain(`<noscript><p>sums-gpt2-1a and diffs-llama-2a: different. ${words}`);
});

test('an interpretation and a settled verdict have nothing to settle', () => {
  expect(settleOf(interpret())).toBeNull();
  expect(settleOf({ ...different(), remedy: null })).toBeNull();
});

test('an older report keeps its own sentences', () => {
  const reason = { code: 'said', explanation: 'So it was.', settle: 'More pairs.' } as const;
  const report = { ...different(), reason };
  expect([explanationOf(report), settleOf(report)]).toEqual(['So it was.', 'More pairs.']);
});
