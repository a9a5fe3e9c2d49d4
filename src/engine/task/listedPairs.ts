// The pairs that a task file lists itself.
import { quoted } from '../checkpoint/words.ts';
import type { AnswerRule, Answers } from './answerRule.ts';
import type { Layout } from './layout.ts';
import type { Pair, Values } from './task.ts';
import { type Lists, type PairJson, type Reading, rightWords } from './taskFile.ts';
import type { Path } from './taskJson.ts';

/** Undefined when the file lists none. Notes a problem for each pair that is wrong. */
export function readListedPairs(
  reading: Reading,
  layout: Layout,
  lists: Lists,
  answers: Answers,
  rule: AnswerRule | undefined,
): readonly Pair[] | undefined {
  const { pairs } = reading.file;
  if (typeof pairs !== 'object') return undefined;
  const allowed = new Map([...lists].map(([name, words]) => [name, new Set(words)]));
  return pairs.map((json, i) => {
    const path = ['pairs', i];
    const base = readValues(reading, layout, allowed, json.base, [...path, 'base']);
    const source = readValues(reading, layout, allowed, json.source, [...path, 'source']);
    const template = json.template ?? 0;
    if (template >= layout.templates.length) {
      const found = `there are ${layout.templates.length} templates, from 0`;
      reading.problem([...path, 'template'], found);
    }
    const right = rightOf(reading, layout, answers, rule, json, base, path);
    return { template, base, source, right };
  });
}

/** Values of a file without "variables": those that its pairs use. */
export function listsFromPairs({ file }: Reading, layout: Layout): Lists {
  const pairs = typeof file.pairs === 'object' ? file.pairs : [];
  return new Map(
    layout.parts.map(({ id, variable }) => {
      const used = pairs.flatMap(({ base, source }) =>
        [base[variable], base[id], source[variable], source[id]].filter((w) => w !== undefined),
      );
      return [variable, [...new Set(used)]];
    }),
  );
}

/** A value for every part, given by part or by variable. */
function readValues(
  { problem }: Reading,
  { parts }: Layout,
  allowed: ReadonlyMap<string, ReadonlySet<string>>,
  json: Readonly<Record<string, string>>,
  path: Path,
): Values {
  const known = new Set(parts.flatMap(({ id, variable }) => [id, variable]));
  for (const name of Object.keys(json)) {
    if (!known.has(name)) problem([...path, name], `there is no variable ${quoted(name)}`);
  }
  return parts.map(({ id, variable }) => {
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
  });
}

function rightOf(
  { problem }: Reading,
  { parts }: Layout,
  answers: Answers,
  rule: AnswerRule | undefined,
  json: PairJson,
  base: Values,
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
  const firstPart = (name: string) => base[parts.findIndex(({ variable }) => variable === name)];
  const right = rule?.right(firstPart) ?? [];
  if (!('notAnAnswer' in right)) return right;
  problem(path, `its answer ${quoted(right.notAnAnswer)} is not among "answers"`);
  return [];
}
