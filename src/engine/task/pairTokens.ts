// One pair in one model's tokens. Every mixture of its parts is then the base's tokens with the
// source's put in at the parts taken; that the tokenizer agrees is checked here, once a pair.
import { quoted } from '../checkpoint/words.ts';
import {
  framed,
  idsFor,
  type PromptTokens,
  promptTokens,
  type Reader,
  readerProblem,
} from './promptTokens.ts';
import type { Pair, Range, Task, Values } from './task.ts';

export type PairTokens = {
  readonly base: PromptTokens;
  readonly source: PromptTokens;
  /** Tokens that a part brings: its span's, or all for the one part of a plain prompt. */
  readonly parts: readonly Range[];
};

/** Up to here all mixtures are run, so all are checked; above, those that share an edge. */
const ALL_MIXTURES = 6;

/** A pair in tokens, or a sentence that says why it does not fit. */
export function pairTokens(task: Task, pair: Pair, reader: Reader): PairTokens | string {
  const basePrompt = task.prompt(pair, pair.base);
  const problem = readerProblem(task, basePrompt, reader);
  if (problem) return problem;
  const base = promptTokens(task, basePrompt, reader);
  if (typeof base === 'string') return base;
  const source = promptTokens(task, task.prompt(pair, pair.source), reader);
  if (typeof source === 'string') return source;
  const different = differentLengths(task, base, source);
  if (different) return different;
  const parts = task.parts.map((_, p): Range => {
    const span = task.spans.findIndex(({ part }) => part === p);
    return span < 0 ? [0, base.ids.length] : base.spans[span];
  });
  const tokens = { base, source, parts };
  const mask = mixturesToCheck(parts).find(
    (mixture) => !agrees(task, pair, reader, tokens, mixture),
  );
  if (mask === undefined) return tokens;
  const taken = task.parts.filter((_, p) => (mask >>> p) & 1).map(({ id }) => id);
  return `the tokens change when ${quoted(taken.join(', '))} alone is taken from the source`;
}

/** The base's ids with those of the parts in `fromSource`, a bit mask, taken from the source. */
export function mixedIds({ base, source, parts }: PairTokens, fromSource: number): Int32Array {
  const ids = Int32Array.from(base.ids); // [T]
  for (const [p, [start, end]] of parts.entries()) {
    if (!((fromSource >>> p) & 1)) continue;
    for (let t = start; t < end; t++) ids[t] = source.ids[t];
  }
  return ids;
}

/** Values by part with those in `fromSource`, a bit mask, taken from the source. */
export function mixedValues({ base, source }: Pair, fromSource: number): Values {
  return base.map((value, p) => ((fromSource >>> p) & 1 ? source[p] : value));
}

function differentLengths(
  task: Task,
  base: PromptTokens,
  source: PromptTokens,
): string | undefined {
  const count = ([start, end]: Range) => end - start;
  for (const [s, { id }] of task.spans.entries()) {
    if (count(base.spans[s]) !== count(source.spans[s]))
      return `${quoted(id)} has more tokens in one prompt than in the other`;
  }
  return undefined;
}

/** How many mixtures of a pair are tokenised at most. */
export function mostMixtures({ parts }: Task): number {
  return parts.length <= ALL_MIXTURES ? 2 ** parts.length : 6 * parts.length;
}

/** Tokens depend on their neighbours at most, so above the limit edges between parts are tried. */
function mixturesToCheck(parts: readonly Range[]): readonly number[] {
  const count = parts.length;
  const all = 2 ** count - 1;
  if (count <= ALL_MIXTURES) return Array.from({ length: Math.max(0, all - 1) }, (_, i) => i + 1);
  const inText = parts.map((_, p) => p).sort((a, b) => parts[a][0] - parts[b][0]);
  const single = inText.map((p) => 1 << p);
  const neighbours = single.slice(1).map((bit, i) => bit | single[i]);
  const ends = single.map((_, i) => single.slice(i).reduce((mask, bit) => mask | bit, 0));
  const masks = [...single, ...neighbours, ...ends.slice(1)];
  return [...new Set(masks.flatMap((mask) => [mask, all & ~mask]))];
}

function agrees(
  task: Task,
  pair: Pair,
  reader: Reader,
  tokens: PairTokens,
  mixture: number,
): boolean {
  const prompt = task.prompt(pair, mixedValues(pair, mixture));
  const ids = idsFor(reader, framed(task, prompt, reader).text);
  const wanted = mixedIds(tokens, mixture);
  return ids.length === wanted.length && wanted.every((id, t) => id === ids[t]);
}
