// A task of whole prompts. Their words are the spans, counted from the end, where the answer is
// read; the first span of a longer prompt holds the words that others lack. The whole prompt is the
// one part: what an interchange carries is either its source or not.
import type { Random } from '../core/random.ts';
import { readAnswers } from './answers.ts';
import { readClasses } from './classes.ts';
import type { Vocabulary } from './derivation.ts';
import type { Layout } from './layout.ts';
import { mixingOf } from './mixing.ts';
import type { Pair, Prompt, Range, Span } from './task.ts';
import { type Reading, rightWords } from './taskFile.ts';
import { beforeAnswer } from './template.ts';
import type { TaskContent } from './templateTask.ts';

const MAX_SPANS = 64;
const MARKER = /\{\?\}|\[MASK\]/u;

type PlainPrompt = {
  readonly text: string;
  readonly right: readonly number[];
  readonly words: number;
};

/** Undefined when problems were noted. */
export function readPromptTask(reading: Reading): TaskContent | undefined {
  const { file, problem } = reading;
  for (const key of FOR_TEMPLATES) {
    if (file[key] !== undefined) problem([key], `"${key}" goes with templates, not with "prompts"`);
  }
  if (typeof file.pairs === 'object') problem(['pairs'], 'with "prompts" this is a number');
  const answers = readAnswers(reading, NO_WORDS);
  const classes = readClasses(reading, answers);
  const prompts = (file.prompts ?? []).map((json, i): PlainPrompt => {
    const { text, answer } = typeof json === 'string' ? { text: json, answer: undefined } : json;
    const right = (answer === undefined ? [] : rightWords(answer)).map((word) => {
      const index = answers.indexOf(word);
      if (index === undefined) problem(['prompts', i], `"${word}" is not among "answers"`);
      return index ?? 0;
    });
    const words = wordsOf(text).words.length;
    if (words === 0) problem(['prompts', i], 'the prompt has no words');
    return { text, right: classes.whole(right), words };
  });
  const groups = sameLength(prompts);
  if (groups.length === 0) {
    problem(['prompts'], 'no two different prompts have the same number of words');
    return undefined;
  }
  const usable = groups.flat();
  const count = Math.min(MAX_SPANS, ...usable.map(({ words }) => words));
  const layout = promptLayout(count);
  return {
    layout,
    names: [],
    answers,
    classes,
    mixing: mixingOf(layout.parts, [], new Set(), NO_WORDS.derivation, undefined),
    drawing: () => ({ draw: (random) => drawPair(random, usable, groups) }),
  };
}

/** A prompt is one part, but no variable: nothing is known of what it is made of. */
const NO_WORDS: Vocabulary = { variables: new Map(), derivation: new Map() };

const FOR_TEMPLATES = [
  'variables',
  'derive',
  'constraints',
  'source',
  'answer',
  'spans',
  'otherwise',
] as const;

/** Groups of prompts with equally many words and at least two different texts. */
function sameLength(prompts: readonly PlainPrompt[]): readonly (readonly PlainPrompt[])[] {
  const groups = new Map<number, PlainPrompt[]>();
  for (const prompt of prompts) {
    groups.set(prompt.words, [...(groups.get(prompt.words) ?? []), prompt]);
  }
  return [...groups.values()].filter((group) => new Set(group.map(({ text }) => text)).size > 1);
}

function drawPair(
  random: Random,
  usable: readonly PlainPrompt[],
  groups: readonly (readonly PlainPrompt[])[],
): Pair {
  const base = usable[random.below(usable.length)];
  const others = groups
    .find((group) => group.includes(base))!
    .filter(({ text }) => text !== base.text);
  const source = others[random.below(others.length)];
  return {
    template: 0,
    base: [base.text],
    source: [source.text],
    variables: { base: [], source: [] },
    right: base.right,
  };
}

/** The words of a prompt without its marker. */
function wordsOf(text: string): {
  readonly text: string;
  readonly words: readonly Range[];
  readonly marker: number | undefined;
} {
  const match = MARKER.exec(text);
  const before = match && text.slice(0, match.index);
  const kept = before && before.trimEnd() + beforeAnswer(before.slice(before.trimEnd().length));
  const marker = kept?.length;
  const plain = match ? kept + text.slice(match.index + match[0].length) : text;
  const words = [...plain.matchAll(/\S+/gu)].map(
    (word): Range => [word.index, word.index + word[0].length],
  );
  return { text: plain, words, marker };
}

function promptLayout(count: number): Layout {
  const spans = Array.from({ length: count }, (_, i): Span => {
    const back = count - 1 - i;
    return { id: back === 0 ? 'last' : `last-${back}`, part: undefined };
  });
  return {
    templates: [],
    forms: [[0]],
    parts: [{ id: 'prompt', variable: 'prompt' }],
    spans,
    prompt: (_, [written]): Prompt => {
      const { text, words, marker } = wordsOf(written);
      const surplus = words.length - count;
      const ranges = words.slice(surplus).map((r): Range => r);
      ranges[0] = [words[0][0], words[surplus][1]];
      return { text, spans: ranges, marker };
    },
  };
}
