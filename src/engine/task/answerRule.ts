// Which answers are possible, and which of them are right for given values of the variables.
import { grouped, quoted } from '../checkpoint/words.ts';
import {
  type Expression,
  ExpressionError,
  isNumeric,
  readExpression,
  valueText,
} from './expression.ts';
import { type Lists, type Reading, readList, rightWords } from './taskFile.ts';
import type { Path } from './taskJson.ts';

/** A response has a number for every answer at every site of every pair. */
const MAX_ANSWERS = 1000;

/** By variable: the word it has in one prompt. */
export type Words = (variable: string) => string;

export type Answers = {
  readonly words: readonly string[];
  /** Index of an answer; numbers are found by value, so that 7 finds "07". */
  indexOf(word: string): number | undefined;
};

export type AnswerRule = {
  /** What asking takes, in terms of expressions. */
  readonly terms: number;
  /** Indices of the right answers. A word that is no answer is returned instead. */
  right(words: Words): readonly number[] | { readonly notAnAnswer: string };
};

/** The possible answers: those listed, or else all that the rule or the pairs can give. */
export function readAnswers(reading: Reading, lists: Lists): Answers {
  const { file, problem } = reading;
  const words = file.answers
    ? readList(reading, file.answers, ['answers'])
    : implied(reading, lists);
  if (words.length > MAX_ANSWERS) {
    const found = `found ${grouped(words.length)} answers, ${grouped(MAX_ANSWERS)} are allowed`;
    problem(['answers'], `${found}: every one is a column of every response`);
  }
  const byText = new Map(words.map((word, i) => [word, i]));
  const byNumber = new Map(
    words.flatMap((word, i) => (isNumeric(word) ? [[Number(word), i]] : [])),
  );
  return {
    words,
    indexOf: (word) =>
      byText.get(word) ?? (isNumeric(word) ? byNumber.get(Number(word)) : undefined),
  };
}

function implied({ file, problem }: Reading, lists: Lists): readonly string[] {
  const { answer, pairs, prompts } = file;
  if (typeof answer === 'string') return lists.get(answer.slice(1, -1)) ?? [];
  if (answer && 'table' in answer) {
    return [...new Set(Object.values(answer.table).flatMap(rightWords))];
  }
  if (answer) {
    problem(['answer'], 'an expression needs the list of "answers" that it can give');
    return [];
  }
  const listed = [...(typeof pairs === 'object' ? pairs : []), ...(prompts ?? [])];
  const given = listed.flatMap((each) =>
    typeof each === 'string' || each.answer === undefined ? [] : rightWords(each.answer),
  );
  if (given.length === 0) {
    problem([], 'no answers are known; add "answers", or "answer" as a variable or a table');
  }
  return [...new Set(given)];
}

/** Undefined when the file has no rule or problems were noted. */
export function readAnswerRule(
  reading: Reading,
  lists: Lists,
  answers: Answers,
): AnswerRule | undefined {
  const { answer } = reading.file;
  if (answer === undefined) return undefined;
  if (typeof answer === 'string') return variableRule(reading, lists, answers, answer.slice(1, -1));
  if ('table' in answer) return tableRule(reading, lists, answers, answer);
  const path = 'value' in answer ? ['answer', 'value'] : ['answer', 'where'];
  const kinds = variableKinds(lists);
  if ('value' in answer) {
    const expression = expressionAt(reading, path, answer.value, kinds);
    if (!expression) return undefined;
    const right = (words: Words) => found(answers, valueText(expression.evaluate(words)));
    return { terms: expression.terms, right };
  }
  if (lists.has('answer')) {
    reading.problem(path, 'a variable may not be called "answer" here; rename it');
    return undefined;
  }
  const kind = answers.words.every(isNumeric) ? 'number' : 'word';
  const expression = expressionAt(reading, path, answer.where, (name) =>
    name === 'answer' ? kind : kinds(name),
  );
  if (!expression || !isTruth(reading, path, expression)) return undefined;
  const all = answers.words.map((word, i) => [word, i] as const);
  return {
    terms: expression.terms * all.length,
    right: (words) =>
      all
        .filter(([word]) => expression.evaluate((name) => (name === 'answer' ? word : words(name))))
        .map(([, i]) => i),
  };
}

/** Whether the values of a variable are all numbers, for readExpression. */
export function variableKinds(lists: Lists): (name: string) => 'number' | 'word' | undefined {
  const kinds = new Map(
    [...lists].map(([name, words]) => [name, words.every(isNumeric) ? 'number' : 'word'] as const),
  );
  return (name) => kinds.get(name);
}

/** An expression of the file; notes a problem and gives undefined when it is wrong. */
export function expressionAt(
  reading: Reading,
  path: Path,
  text: string,
  kinds: (name: string) => 'number' | 'word' | undefined,
): Expression | undefined {
  try {
    return readExpression(text, kinds);
  } catch (error) {
    if (!(error instanceof ExpressionError)) throw error;
    reading.problem(path, error.message, error.at);
    return undefined;
  }
}

/** Notes a problem when an expression is no condition. */
export function isTruth(reading: Reading, path: Path, expression: Expression): boolean {
  if (expression.kind === 'truth') return true;
  reading.problem(path, `a condition such as "a < b" is needed, found a ${expression.kind}`);
  return false;
}

const found = ({ indexOf }: Answers, word: string) => {
  const i = indexOf(word);
  return i === undefined ? { notAnAnswer: word } : [i];
};

function variableRule(reading: Reading, lists: Lists, answers: Answers, name: string) {
  const values = lists.get(name);
  if (!values) {
    reading.problem(['answer'], `there is no variable ${quoted(name)}`);
    return undefined;
  }
  const missing = values.find((value) => answers.indexOf(value) === undefined);
  if (missing !== undefined) {
    reading.problem(['answer'], `the value ${quoted(missing)} is not among "answers"`);
  }
  return { terms: 1, right: (words: Words) => found(answers, words(name)) };
}

function tableRule(
  reading: Reading,
  lists: Lists,
  answers: Answers,
  {
    of,
    table,
  }: { readonly of: string; readonly table: Readonly<Record<string, string | readonly string[]>> },
): AnswerRule | undefined {
  const { problem } = reading;
  const values = lists.get(of);
  if (!values) {
    problem(['answer', 'of'], `there is no variable ${quoted(of)}`);
    return undefined;
  }
  const rights = new Map<string, readonly number[]>();
  for (const [value, json] of Object.entries(table)) {
    const indices = rightWords(json).map((word) => answers.indexOf(word));
    if (indices.includes(undefined)) {
      problem(['answer', 'table', value], `${quoted(String(json))} is not among "answers"`);
    }
    rights.set(value, indices as number[]);
  }
  const missing = values.find((value) => !rights.has(value));
  if (missing !== undefined) {
    problem(['answer', 'table'], `the value ${quoted(missing)} of ${quoted(of)} has no entry`);
  }
  return { terms: 1, right: (words) => rights.get(words(of)) ?? { notAnAnswer: words(of) } };
}
