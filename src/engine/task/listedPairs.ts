// The pairs that a task file lists itself.
import { quoted } from '../checkpoint/words.ts';
import type { AnswerRule } from './answerRule.ts';
import type { Answers } from './answers.ts';
import type { Classes } from './classes.ts';
import { type Derivation, type Vocabulary, withDerived } from './derivation.ts';
import { isNumeric, type Words } from './expression.ts';
import type { Path } from './jsonSchema.ts';
import type { Layout } from './layout.ts';
import type { Pair, Part, Values } from './task.ts';
import { type Lists, type PairJson, type Reading, rightWords } from './taskFile.ts';

/** Undefined when the file lists none. Notes a problem for each pair that is wrong. */
export function readListedPairs(
  reading: Reading,
  { parts, templates }: Pick<Layout, 'parts' | 'templates'>,
  vocabulary: Vocabulary,
  answers: Answers,
  classes: Classes,
  rule: AnswerRule | undefined,
): readonly Pair[] | undefined {
  const { pairs } = reading.file;
  if (typeof pairs !== 'object') return undefined;
  const allowed = new Map([...vocabulary.variables].map(([name, words]) => [name, new Set(words)]));
  const side = (json: Readonly<Record<string, string>>, path: Path) =>
    readSide(reading, parts, vocabulary, allowed, json, path);
  return pairs.map((json, i) => {
    const path = ['pairs', i];
    const base = side(json.base, [...path, 'base']);
    const source = side(json.source, [...path, 'source']);
    const template = json.template ?? 0;
    if (template >= templates.length) {
      const found = `there are ${templates.length} templates, from 0`;
      reading.problem([...path, 'template'], found);
    }
    const right = classes.whole(rightOf(reading, answers, rule, json, base.words, path));
    const variables = { base: base.variables, source: source.variables };
    return { template, base: base.values, source: source.values, variables, right };
  });
}

/** Values of a file without "variables": those that its pairs use. */
export function listsFromPairs({ file }: Reading, { parts }: Pick<Layout, 'parts'>): Lists {
  const pairs = typeof file.pairs === 'object' ? file.pairs : [];
  const lists = new Map<string, Set<string>>();
  for (const { id, variable } of parts) {
    const used = lists.get(variable) ?? new Set();
    lists.set(variable, used);
    for (const side of pairs.flatMap(({ base, source }) => [base, source])) {
      for (const word of [side[variable], side[id]]) if (word !== undefined) used.add(word);
    }
  }
  return new Map([...lists].map(([name, words]) => [name, [...words]]));
}

type Side = {
  readonly values: Values;
  readonly variables: readonly string[];
  /** Undefined when a variable has no value, or one that is not allowed. */
  readonly words: Words | undefined;
};

/** A value for every variable, given by its name or by its occurrences; derived words are made. */
function readSide(
  reading: Reading,
  parts: readonly Part[],
  vocabulary: Vocabulary,
  allowed: ReadonlyMap<string, ReadonlySet<string>>,
  json: Readonly<Record<string, string>>,
  path: Path,
): Side {
  const { variables, derivation } = vocabulary;
  const { problem } = reading;
  const occurrences = parts.filter(({ variable }) => variables.has(variable));
  checkNames(reading, parts, vocabulary, json, path);
  const wordAt = (variable: string, id: string) => {
    const word = json[id] ?? json[variable];
    if (word === undefined) {
      problem(path, `the variable ${quoted(variable)} has no value`);
      return '';
    }
    if (!allowed.get(variable)?.has(word)) {
      const at = [...path, json[id] === undefined ? variable : id];
      problem(at, `${quoted(word)} is not among the values of ${quoted(variable)}`);
    }
    return word;
  };
  const plain = new Map(occurrences.map(({ id, variable }) => [id, wordAt(variable, id)]));
  const given = [...variables.keys()].map((name) => {
    const first = occurrences.find(({ variable }) => variable === name);
    return [name, first ? plain.get(first.id)! : wordAt(name, name)] as const;
  });
  const byName = new Map(given);
  const words = withDerived(derivation, (name) => byName.get(name)!);
  const complete = given.every(([name, word]) => allowed.get(name)!.has(word));
  if (complete) checkCalculated(reading, derivation, words, path);
  const values = parts.map(
    ({ id, variable }) => plain.get(id) ?? (complete ? words(variable) : ''),
  );
  const made = complete ? words : undefined;
  return { values, variables: given.map(([, word]) => word), words: made };
}

function checkNames(
  { problem }: Reading,
  parts: readonly Part[],
  { variables, derivation }: Vocabulary,
  json: Readonly<Record<string, string>>,
  path: Path,
): void {
  for (const name of Object.keys(json)) {
    const part = parts.find(({ id }) => id === name);
    if (variables.has(name) || (part && variables.has(part.variable))) continue;
    const derives = `${quoted(name)} derives from variables; give those`;
    const unknown = `there is no variable ${quoted(name)}`;
    problem([...path, name], part || derivation.has(name) ? derives : unknown);
  }
}

function checkCalculated(
  { problem }: Reading,
  derivation: Derivation,
  words: Words,
  path: Path,
): void {
  for (const [name, { calculated }] of derivation) {
    if (!calculated || isNumeric(words(name))) continue;
    problem(path, `${quoted(name)} would be ${words(name)}, which is no number`);
  }
}

function rightOf(
  { problem }: Reading,
  answers: Answers,
  rule: AnswerRule | undefined,
  json: PairJson,
  words: Words | undefined,
  path: Path,
): readonly number[] {
  if (json.answer !== undefined) {
    return rightWords(json.answer).map((word) => {
      const index = answers.indexOf(word);
      if (index === undefined) {
        problem([...path, 'answer'], `${quoted(word)} is not among "answers"`);
      }
      return index ?? 0;
    });
  }
  const right = (words && rule?.right(words)) ?? [];
  if (!('notAnAnswer' in right)) return right;
  problem(path, `its answer ${quoted(right.notAnAnswer)} is not among "answers"`);
  return [];
}
