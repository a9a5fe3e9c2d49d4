// A task of templates: what is drawn, what derives from it, what stands where.
import { readAnswerRule } from './answerRule.ts';
import { type Answers, readAnswers } from './answers.ts';
import { type Classes, readClasses } from './classes.ts';
import { readConditions } from './conditions.ts';
import { type Drawing, drawingOf } from './drawing.ts';
import { type Layout, readLayout } from './layout.ts';
import { listsFromPairs, readListedPairs } from './listedPairs.ts';
import { type Mixing, mixingOf } from './mixing.ts';
import { readDerivation } from './readDerivation.ts';
import { readSources } from './sourceDraws.ts';
import type { Pair, Part } from './task.ts';
import { type Reading, readLists } from './taskFile.ts';

/** What a file of templates or of whole prompts comes to. */
export type TaskContent = {
  readonly layout: Layout;
  readonly answers: Answers;
  readonly classes: Classes;
  readonly mixing: Mixing;
  /** With `mixable` every prompt that mixes the variables of a pair meets the constraints too. */
  drawing(mixable: boolean): Drawing;
  readonly listed?: readonly Pair[];
};

/** Undefined when problems were noted. */
export function readTemplateTask(reading: Reading): TaskContent | undefined {
  const { file, problem } = reading;
  if (!file.variables && typeof file.pairs !== 'object') {
    problem([], '"variables" is missing: the values to draw from');
  }
  if (!file.variables && file.derive) {
    problem(['derive'], '"derive" needs "variables", from which it derives words');
  }
  const declared = readLists(reading);
  const sources = readSources(reading, declared);
  const drawn = new Map(
    [...declared].map(([name, values]) => [name, union(values, sources.get(name)!.values)]),
  );
  const derivation = readDerivation(reading, drawn);
  const layout = readLayout(reading, derivation);
  const lists = file.variables ? declared : layout && listsFromPairs(reading, layout);
  if (!lists) return undefined;
  const base = { variables: lists, derivation };
  const answers = readAnswers(reading, base);
  const classes = readClasses(reading, answers);
  const answer = readAnswerRule(reading, base, answers, classes);
  const words = file.variables ? { variables: drawn, derivation } : base;
  const conditions = readConditions(reading, words);
  const otherAnswer = file.source?.answer === 'other';
  if (otherAnswer && file.answer === undefined) {
    problem(['source', 'answer'], '"other" needs a right "answer"');
  }
  if (!layout) return undefined;
  const rules = { lists, conditions, sources, derivation, answer, otherAnswer };
  const listed = readListedPairs(reading, layout, base, answers, classes, answer);
  const changes = listed
    ? changedIn(listed, [...lists.keys()], layout.parts)
    : [...sources].flatMap(([name, source]) => (source.changes ? [name] : []));
  return {
    layout,
    answers,
    classes,
    listed,
    mixing: mixingOf(layout.parts, [...lists.keys()], new Set(changes), derivation, answer),
    drawing: (mixable) => drawingOf(layout, rules, mixable),
  };
}

const union = (a: readonly string[], b: readonly string[]) => [...new Set([...a, ...b])];

/** The variables that the source changes in any of the pairs, or one of their occurrences alone. */
function changedIn(pairs: readonly Pair[], names: readonly string[], parts: readonly Part[]) {
  return names.filter((name, v) =>
    pairs.some(({ variables, base, source }) => {
      const occurs = parts.some((part, p) => part.variable === name && base[p] !== source[p]);
      return occurs || variables.base[v] !== variables.source[v];
    }),
  );
}
