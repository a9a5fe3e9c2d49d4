import { describe, expect, test } from 'vitest';
import { ExpressionError, readExpression } from '../../src/engine/task/expression.ts';

const WORDS: Readonly<Record<string, string>> = { a: '3', b: '4', c: '07', IO: 'Tom', S: 'Ann' };
const kindOf = (name: string) => {
  if (!Object.hasOwn(WORDS, name)) return undefined;
  return /^\d/.test(WORDS[name]) ? 'number' : 'word';
};

describe('an expression gives', () => {
  test.each([
    ['a', '3'],
    ['c', '07'], // as it is written
    ['c + 0', '7'],
    ['if(a < b, c, a)', '07'],
    ["if(IO == 'Tom', S, IO)", 'Ann'],
    ["if(a > b, 'x', if(b > c, 'y', 'z'))", 'z'],
    ['if(a > b, a, b) + 1', '5'],
    ['a + b * 2', '11'],
    ['(a + b) * 2', '14'],
    ['a - b - 1', '-2'],
    ['(a - b) % 6', '5'], // never negative
    ['-a + b', '1'],
    ['b / 2', '2'],
    ['max(a, b, c) - min(a, b)', '4'],
    ['a + b > c', '0'],
    ['a + b >= c', '1'],
    ['a < b and b < c', '1'],
    ['a > b or not a > b', '1'],
    ['not a == b', '1'],
    ["IO != S and S == 'Ann'", '1'],
    ['{a}+{b}', '7'],
  ])('%s = %s', (text, wanted) => {
    expect(readExpression(text, kindOf).text((name) => WORDS[name])).toBe(wanted);
  });
});

describe('an expression is refused', () => {
  test.each([
    ['a +', 3, 'a variable or a number is missing before the end'],
    ['a b', 2, 'b is one too many'],
    ['(a', 2, ') is missing before the end'],
    ['x + 1', 0, 'there is no variable x'],
    ['__proto__ == 1', 0, 'there is no variable __proto__'],
    ['a + IO', 2, '+ needs numbers on both sides, found a word'],
    ['a == IO', 2, '== needs numbers on both sides, found a word'],
    ['a and b', 2, 'and needs truths on both sides, found a number'],
    ['not a', 0, 'not needs a truth, found a number'],
    ['if(a, b, c)', 0, 'if needs a condition and two values: if(a == b, a, c)'],
    ['if(a < b, c)', 0, 'if needs a condition and two values: if(a == b, a, c)'],
    ['if(a < b, a, b, c)', 0, 'if needs a condition and two values: if(a == b, a, c)'],
    ['1 + if(a < b, a, IO)', 4, 'if needs two values of one kind, found a number and a word'],
    ['if(a < b, a, b', 14, ') is missing before the end'],
    ['if', 0, 'there is no variable if'],
    ['max(IO)', 4, 'found a word, not a number'],
    ['a ; b', 2, '; is not understood'],
    ['or', 0, 'a variable or a number is missing before or'],
    ['', 0, 'a variable or a number is missing before the end'],
  ])('%s', (text, at, message) => {
    const read = () => readExpression(text, kindOf);
    expect(read).toThrow(ExpressionError);
    expect(read).toThrow(expect.objectContaining({ at, message }));
  });

  test('however deep its brackets', () => {
    expect(() => readExpression('('.repeat(500), kindOf)).toThrow(ExpressionError);
  });
});
