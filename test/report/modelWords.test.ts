// The sizes of a model as they are read aloud; the family stands once, by its title.
import { expect, test } from 'vitest';
import { familyOf } from '../../src/words/family.ts';
import { shapeWords } from '../../webview/component/modelWords.ts';

type Shape = readonly (readonly [string, string])[];

/** Shape -> family "gpt2", and the words of the rest. */
const cases: readonly (readonly [Shape, string, string])[] = [
  [
    [
      ['family', 'GPT-2'],
      ['blocks', '3'],
      ['width', '32'],
      ['heads', '4'],
      ['MLP width', '128'],
      ['vocabulary', '50257'],
      ['positions', '5'],
      ['attention', 'causal'],
    ],
    'GPT-2',
    '3 blocks · width 32 · 4 heads · MLP width 128 · vocabulary 50257 · 5 positions · causal attention',
  ],
  [
    [
      ['family', 'Llama'],
      ['heads', '4 (2 key/value)'],
      ['MLP width', '128, gated'],
      ['positions', '5, rotary'],
    ],
    'Llama',
    '4 heads (2 key/value) · MLP width 128, gated · 5 positions, rotary',
  ],
  [[['vocabulary', '50,257']], 'gpt2', 'vocabulary 50,257'],
  [[], 'gpt2', ''],
];

test.each(cases)('%j', (shape, family, words) => {
  const model = { family: 'gpt2', shape };
  expect([familyOf(model), shapeWords(model)]).toEqual([family, words]);
});
