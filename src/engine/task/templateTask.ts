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
import { type Lists, type Reading, readLists } from './taskFile.ts';

/** What a file of templates or of whole prompts comes to. */
export type TaskContent = {
  readonly layout: Layout;
  readonly answers: Answers;
  readonly classes: Classes;
  readonly mixing: Mixing;
  /** All variables, in the order of a pair's words. */
  readonly names: readonly string[];
  /** With `mixable` every prompt that mixes the variables of a pair meets the constraints too. */
  drawing(mixable: boolean): Drawing;
  readonly listed?: readonly Pair[];
};

/** Undefined when problems were noted. */
export function readTemplateTask(reading: Reading): TaskContent | undefined {
  const { file } = reading;
  checkFields(reading);
  const declared = file.variables && variablesOf(reading, readLists(reading));
  const derivation = readDerivation(reading, declared?.drawn ?? new Map());
  const layout = readLayout(reading, derivation);
  const used = layout && !declared ? listsFromPairs(reading, layout) : undefined;
  const variables = declared ?? (used && variablesOf(reading, used));
  if (!variables) return undefined;
  const { lists, sources, drawn } = variables;
  const base = { variables: lists, derivation };
  const answers = readAnswers(reading, base);
  const classes = readClasses(reading, answers);
  const answer = readAnswerRule(reading, base, answers, classes);
  const conditions = readConditions(reading, { variables: drawn, derivation });
  if (!layout) return undefined;
  const otherAnswer = file.source?.answer === 'other';
  const rules = { lists, conditions, sources, derivation, answer, otherAnswer };
  const listed = readListedPairs(reading, layout, base, answers, classes, answer);
  const names = [...lists.keys()];
  const changes = listed
    ? changedIn(listed, names, layout.parts)
    : names.filter((name) => sources.get(name)!.changes);
  if ((listed || file.source) && names.length > 0 && changes.length === 0) {
    const where = listed ? 'pairs' : 'source';
    reading.problem([where], 'the source changes no variable, so its prompt is always the base');
  }
  return {
    layout,
    answers,
    classes,
    names,
    listed,
    mixing: mixingOf(layout.parts, names, new Set(changes), derivation, answer),
    drawing: (mixable) => drawingOf(layout, rules, mixable),
  };
}

/** Fields that are of no use without others. */
function checkFields({ file, problem }: Reading): void {
  const { variables, pairs, derive, source, answer } = file;
  if (!variables && typeof pairs !== 'object') {
    problem([], '"variables" is missing: the values to draw from');
  }
  if (!variables && derive) {
    problem(['derive'], '"derive" needs "variables", from which it derives words');
  }
  if (source?.answer === 'other' && answer === undefined) {
    problem(['source', 'answer'], '"other" needs a right "answer"');
  }
}

/** The values of variables, how sources are drawn, and all that the variables may then be. */
function variablesOf(reading: Reading, lists: Lists) {
  const sources = readSources(reading, lists);
  const drawn = [...lists].map(
    ([name, values]) => [name, union(values, sources.get(name)!.values)] as const,
  );
  return { lists, sources, drawn: new Map(drawn) };
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
