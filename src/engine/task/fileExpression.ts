// Expressions of a task file: what is wrong with one is noted where it stands.
import { type Expression, ExpressionError, isNumeric, readExpression } from './expression.ts';
import type { Path } from './jsonSchema.ts';
import type { Reading } from './taskFile.ts';

/** Whether a word is always a number; undefined: there is no such word. */
export type Kinds = (name: string) => 'number' | 'word' | undefined;

export function kindOfAll(words: readonly string[]): 'number' | 'word' {
  return words.every(isNumeric) ? 'number' : 'word';
}

/** An expression of the file; notes a problem and gives undefined when it is wrong. */
export function expressionAt(
  reading: Reading,
  path: Path,
  text: string,
  kinds: Kinds,
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
