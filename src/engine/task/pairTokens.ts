// One pair in one model's tokens. A mixture is the base's tokens with the source's put in at the parts taken,
// where these stand as they are; where a word is made anew of both, it is tokenised. That all of them have the
// same spans, and that the tokenizer agrees with what is put together, is checked here, once a pair.
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import { mixturesToCheck } from './mixturesToCheck.ts';
import { everything, nothing, occurrencesOf, type PartSet } from './partSet.ts';
import {
  framed,
  idsFor,
  type PromptTokens,
  promptTokens,
  type Reader,
  readerProblem,
} from './promptTokens.ts';
import { setName } from './setName.ts';
import type { Pair, Range, Task } from './task.ts';

export type PairTokens = {
  readonly base: PromptTokens;
  readonly source: PromptTokens;
  /** Tokens that a part brings: its span's, or all for the one part of a plain prompt. */
  readonly parts: readonly Range[];
  /** Ids of the mixtures in which a word is made anew, those that were looked at. */
  readonly made: ReadonlyMap<PartSet, Int32Array>;
};

/** A pair in tokens, or a sentence that says why it does not fit. */
export function pairTokens(task: Task, pair: Pair, reader: Reader): PairTokens | string {
  const basePrompt = task.prompt(pair, pair.base);
  const problem = readerProblem(task, basePrompt, reader);
  if (problem) return problem;
  const base = promptTokens(task, basePrompt, reader);
  if (typeof base === 'string') return base;
  const source = promptTokens(task, task.prompt(pair, pair.source), reader);
  if (typeof source === 'string') return source;
  const longer = differentLengths(task, base, source);
  if (longer !== undefined) return `${longer} has more tokens in one prompt than in the other`;
  const parts = task.parts.map((_, p): Range => {
    const span = task.spans.findIndex(({ part }) => part === p);
    return span < 0 ? [0, base.ids.length] : base.spans[span];
  });
  const made = new Map<PartSet, Int32Array>();
  for (const set of mixturesToCheck(task, parts)) {
    const taken = occurrencesOf(set, task.readings);
    if (taken === undefined) {
      const ids = madeIds(task, pair, reader, base, set);
      if (typeof ids === 'string') return ids;
      made.set(set, ids);
    } else if (!agrees(task, pair, reader, set, mixedIds({ base, source, parts }, taken))) {
      return `the tokens change when ${alone(task, set)} is taken from the source`;
    }
  }
  return { base, source, parts, made };
}

/**
 * The ids of a pair with a set of parts taken from the source, whether or not a mask of occurrences has another
 * name as a set. Throws EngineError('task-model') where words that
 * are made anew do not fit, which is looked at beforehand for all sets of up to six variables.
 */
export function mixtureIds(
  task: Task,
  pair: Pair,
  reader: Reader,
  tokens: PairTokens,
  set: PartSet,
): Int32Array {
  if (set === nothing) return Int32Array.from(tokens.base.ids);
  if (set === everything) return Int32Array.from(tokens.source.ids);
  const taken = occurrencesOf(set, task.readings);
  if (taken !== undefined) return mixedIds(tokens, taken);
  const looked = tokens.made.get(set);
  if (looked) return looked;
  const ids = reader.tokenizer.within(longestPrompt(task, pair), () =>
    madeIds(task, pair, reader, tokens.base, set),
  );
  if (typeof ids !== 'string') return ids;
  throw new EngineError('task-model', `${reader.tokenizer.fileName}: ${ids}`, {
    hint: 'Use words of as many tokens as each other, or fewer variables: six are all looked at beforehand.',
  });
}

/** Characters of a prompt, about. */
export function longestPrompt({ templates }: Task, { base, source }: Pair): number {
  return (
    base.concat(source).join('').length + Math.max(0, ...templates.map(({ length }) => length))
  );
}

/** The base's ids with those of the parts in `fromSource`, a bit mask, taken from the source. */
function mixedIds(
  { base, source, parts }: Omit<PairTokens, 'made'>,
  fromSource: number,
): Int32Array {
  const ids = Int32Array.from(base.ids); // [T]
  for (const [p, [start, end]] of parts.entries()) {
    if (!((fromSource >>> p) & 1)) continue;
    for (let t = start; t < end; t++) ids[t] = source.ids[t];
  }
  return ids;
}

/** The ids of a mixture in which a word is made anew, or a sentence that says why it does not fit. */
function madeIds(
  task: Task,
  pair: Pair,
  reader: Reader,
  base: PromptTokens,
  set: PartSet,
): Int32Array | string {
  const { values } = task.mixed(pair, set);
  const mixed = promptTokens(task, task.prompt(pair, values), reader);
  if (typeof mixed === 'string')
    return `when ${alone(task, set)} is taken from the source, ${mixed}`;
  const longer = differentLengths(task, base, mixed);
  if (longer === undefined) return Int32Array.from(mixed.ids);
  return `${longer} has another number of tokens when ${alone(task, set)} is taken from the source`;
}

const alone = (task: Task, set: PartSet) => `${setName(set, task).join(', ')} alone`;

/** The first span that has not as many tokens in both. */
function differentLengths(task: Task, base: PromptTokens, other: PromptTokens): string | undefined {
  const count = ([start, end]: Range) => end - start;
  for (const [s, { id }] of task.spans.entries()) {
    if (count(base.spans[s]) !== count(other.spans[s])) return quoted(id);
  }
  return undefined;
}

function agrees(task: Task, pair: Pair, reader: Reader, set: PartSet, wanted: Int32Array): boolean {
  const prompt = task.prompt(pair, task.mixed(pair, set).values);
  const ids = idsFor(reader, framed(task, prompt, reader).text);
  return ids.length === wanted.length && wanted.every((id, t) => id === ids[t]);
}
