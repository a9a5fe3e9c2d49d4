// Which answers are right, for given words of a prompt.
import { quoted } from '../checkpoint/words.ts';
import type { Answers } from './answers.ts';
import type { Classes } from './classes.ts';
import { kindsIn, type Vocabulary, valuesIn } from './derivation.ts';
import type { Words } from './expression.ts';
import { expressionAt, isTruth, kindOfAll } from './fileExpression.ts';
import { type Reading, rightWords, type TableAnswerJson } from './taskFile.ts';
import { readWordTable } from './wordTable.ts';

export type AnswerRule = {
  /** What asking takes, in terms of expressions. */
  readonly terms: number;
  /** Indices of the right answers. A word that is no answer is returned instead. */
  right(words: Words): readonly number[] | { readonly notAnAnswer: string };
};

/**
 * Every answer of the class of a right one is right. Undefined when the file has no rule or problems
 * were noted.
 */
export function readAnswerRule(
  reading: Reading,
  vocabulary: Vocabulary,
  answers: Answers,
  classes: Classes,
): AnswerRule | undefined {
  const rule = readRule(reading, vocabulary, answers);
  return (
    rule && {
      terms: rule.terms,
      right(words) {
        const right = rule.right(words);
        return 'notAnAnswer' in right ? right : classes.whole(right);
      },
    }
  );
}

function readRule(
  reading: Reading,
  vocabulary: Vocabulary,
  answers: Answers,
): AnswerRule | undefined {
  const { answer } = reading.file;
  if (answer === undefined) return undefined;
  if (typeof answer === 'string')
    return wordRule(reading, vocabulary, answers, answer.slice(1, -1));
  if ('table' in answer) return tableRule(reading, vocabulary, answers, answer);
  if ('where' in answer) return conditionRule(reading, vocabulary, answers, answer.where);
  const expression = expressionAt(reading, ['answer', 'value'], answer.value, kindsIn(vocabulary));
  if (!expression) return undefined;
  return { terms: expression.terms, right: (words) => found(answers, expression.text(words)) };
}

function conditionRule(
  reading: Reading,
  vocabulary: Vocabulary,
  answers: Answers,
  where: string,
): AnswerRule | undefined {
  const path = ['answer', 'where'];
  if (vocabulary.variables.has('answer') || vocabulary.derivation.has('answer')) {
    reading.problem(path, 'a variable may not be called "answer" here; rename it');
    return undefined;
  }
  const kinds = kindsIn(vocabulary);
  const expression = expressionAt(reading, path, where, (name) =>
    name === 'answer' ? kindOfAll(answers.words) : kinds(name),
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

const found = ({ indexOf }: Answers, word: string) => {
  const i = indexOf(word);
  return i === undefined ? { notAnAnswer: word } : [i];
};

function wordRule(
  { problem }: Reading,
  vocabulary: Vocabulary,
  answers: Answers,
  name: string,
): AnswerRule | undefined {
  const known = vocabulary.variables.has(name) || vocabulary.derivation.has(name);
  if (!known) {
    problem(['answer'], `there is no variable ${quoted(name)}`);
    return undefined;
  }
  const values = valuesIn(vocabulary, name);
  const missing =
    'wrong' in values ? undefined : values.find((value) => answers.indexOf(value) === undefined);
  if (missing !== undefined) {
    problem(['answer'], `the value ${quoted(missing)} is not among "answers"`);
  }
  return { terms: 1, right: (words: Words) => found(answers, words(name)) };
}

function tableRule(
  reading: Reading,
  vocabulary: Vocabulary,
  answers: Answers,
  json: TableAnswerJson,
): AnswerRule | undefined {
  const table = readWordTable(reading, ['answer'], json, (name) => valuesIn(vocabulary, name));
  if (!table) return undefined;
  const rights = new Map<string | readonly string[], readonly number[]>();
  for (const { path, leaf } of table.leaves) {
    const indices = rightWords(leaf).map((word) => answers.indexOf(word));
    if (indices.includes(undefined)) {
      reading.problem(path, `${quoted(String(leaf))} is not among "answers"`);
    }
    rights.set(leaf, indices as number[]);
  }
  return {
    terms: table.of.length,
    right(words) {
      const leaf = table.at(words);
      return leaf === undefined
        ? { notAnAnswer: table.of.map(words).join(', ') }
        : rights.get(leaf)!;
    },
  };
}
