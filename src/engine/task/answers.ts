// Which answers are possible: those that a task file lists, or else all that it can mean.
import { grouped } from '../checkpoint/words.ts';
import { type Vocabulary, valuesIn } from './derivation.ts';
import { isNumeric } from './expression.ts';
import { type Reading, readList, rightWords, type TableAnswerJson } from './taskFile.ts';

/** A response has a number for every answer at every site of every pair. */
const MAX_ANSWERS = 1000;

export type Answers = {
  readonly words: readonly string[];
  /** Index of an answer; numbers are found by value, so that 7 finds "07". */
  indexOf(word: string): number | undefined;
};

/** The possible answers: those listed, or else all of the classes, or that the rule or the pairs can give. */
export function readAnswers(reading: Reading, vocabulary: Vocabulary): Answers {
  const { file, problem } = reading;
  const words = file.answers
    ? readList(reading, file.answers, ['answers'])
    : file.classes
      ? [...new Set(Object.values(file.classes).flat())]
      : implied(reading, vocabulary);
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

function implied({ file, problem }: Reading, vocabulary: Vocabulary): readonly string[] {
  const { answer, pairs, prompts } = file;
  if (typeof answer === 'string') {
    const name = answer.slice(1, -1);
    const values = valuesIn(vocabulary, name);
    if (!('wrong' in values)) return values;
    if (!vocabulary.derivation.has(name)) return []; // the rule says that there is no such word
    problem(['answer'], `${values.wrong}, and no "answers" are listed`);
    return [];
  }
  if (answer && 'table' in answer) return [...new Set(leavesOf(answer.table).flatMap(rightWords))];
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

function leavesOf(table: TableAnswerJson['table']): readonly (string | readonly string[])[] {
  return Object.values(table).flatMap((entry) =>
    typeof entry === 'string' || isList(entry) ? [entry] : leavesOf(entry),
  );
}

const isList = (entry: unknown): entry is readonly string[] => Array.isArray(entry);
