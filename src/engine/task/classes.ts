// "classes" of a task file: answers that count as one, such as is, was and has.
import { quoted } from '../checkpoint/words.ts';
import type { Answers } from './answers.ts';
import type { Reading } from './taskFile.ts';

export type Classes = {
  readonly names: readonly string[]; // [K]
  /** Class of each answer; one that is in none is one of its own. */
  readonly of: readonly number[]; // [A]
  /** The answers of all classes that some answers are of. */
  whole(answers: readonly number[]): readonly number[];
};

/** Notes what is wrong. */
export function readClasses({ file, problem }: Reading, answers: Answers): Classes {
  const names: string[] = [];
  const given = new Map<number, number>(); // answer -> class
  for (const [name, words] of Object.entries(file.classes ?? {})) {
    for (const [i, word] of words.entries()) {
      const path = ['classes', name, i];
      const answer = answers.indexOf(word);
      if (answer === undefined) problem(path, `${quoted(word)} is not among "answers"`);
      else if (given.has(answer)) problem(path, `${quoted(word)} is in a class already`);
      else given.set(answer, names.length);
    }
    names.push(name);
  }
  const of = answers.words.map((word, answer) => given.get(answer) ?? names.push(word) - 1);
  if (file.classes && names.length < 2) {
    problem(['classes'], 'all answers are of one class; two are needed to tell answers apart');
  }
  return {
    names,
    of,
    whole(some) {
      if (given.size === 0) return some;
      const classes = new Set(some.map((answer) => of[answer]));
      return of.flatMap((each, answer) => (classes.has(each) ? [answer] : []));
    },
  };
}
