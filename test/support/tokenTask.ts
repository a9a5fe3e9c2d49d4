// Synthetic tasks in tokens: random prompts of different lengths, with spans of one to three tokens.
import { type Random, random } from '../../src/engine/core/random.ts';
import { occurrencesAlone } from '../../src/engine/task/partSet.ts';
import type { Task } from '../../src/engine/task/task.ts';
import type { TokenTask } from '../../src/engine/task/tokenised.ts';
import type { Input, Trial } from '../../src/engine/task/trial.ts';

export type TokenTaskOptions = {
  readonly seed: string;
  readonly vocabulary: number;
  readonly pairs: number;
  /** In order of the prompt: the index of the span's part, or undefined for a literal piece. */
  readonly spans: readonly (number | undefined)[];
  /** The span at whose first token the answer is read; undefined: at the last token. */
  readonly readSpan?: number;
};

type Layout = {
  readonly base: Int32Array;
  readonly source: Int32Array;
  readonly spans: readonly (readonly [number, number])[];
  readonly readAt: number;
};

/** The task without answers: they are chosen where a model is at hand. */
export function tokenTask(options: TokenTaskOptions): TokenTask {
  const rng = random(options.seed);
  const layouts = Array.from({ length: options.pairs }, () => layout(options, rng));
  return {
    task: taskOf(options),
    pairs: options.pairs,
    parts: options.spans.filter((part) => part !== undefined).length,
    own: Int32Array.from(options.spans, (part) => part ?? -1),
    readings: occurrencesAlone(options.spans.filter((part) => part !== undefined).length),
    answers: new Int32Array(0),
    outcomes: new Int32Array(0),
    right: layouts.map(() => [0]),
    rightOf: () => [],
    regions: (pair) => layouts[pair].spans,
    input: (pair, fromSource) => mixture(options, layouts[pair], fromSource),
    identity: (pair) => JSON.stringify(layouts[pair]),
    pair: () => {
      throw new Error('a synthetic task has no words');
    },
    text: (pair) => ({
      base: `${layouts[pair].base}`,
      source: `${layouts[pair].source}`,
    }),
  };
}

/** A trial with answers: of these classes, or each its own. */
export function answering<T extends Trial>(trial: T, answers: Int32Array, classes?: number[]): T {
  return {
    ...trial,
    answers,
    outcomes: classes ? Int32Array.from(classes) : answers.map((_, k) => k),
  };
}

/** Some of the pairs of a task, in this order. */
export function somePairs(task: TokenTask, pairs: readonly number[]): TokenTask {
  return {
    ...task,
    pairs: pairs.length,
    right: pairs.map((pair) => task.right[pair]),
    rightOf: (i, set) => task.rightOf(pairs[i], set),
    regions: (i) => task.regions(pairs[i]),
    input: (i, fromSource) => task.input(pairs[i], fromSource),
    identity: (i) => task.identity(pairs[i]),
    pair: (i) => task.pair(pairs[i]),
    text: (i) => task.text(pairs[i]),
  };
}

/** Spans with up to two tokens of no span before each and after the last. */
function layout({ vocabulary, spans, readSpan }: TokenTaskOptions, rng: Random): Layout {
  const base: number[] = [];
  const source: number[] = [];
  const token = () => rng.below(vocabulary);
  const same = (n: number) => {
    const ids = Array.from({ length: n }, token);
    base.push(...ids);
    source.push(...ids);
  };
  const ranges = spans.map((part) => {
    same(rng.below(3));
    const from = base.length;
    for (let n = 1 + rng.below(3); n > 0; n--) {
      same(1);
      // One token in four is drawn anew as what it was.
      if (part !== undefined && rng.below(4) > 0) source[source.length - 1] = token();
    }
    return [from, base.length] as const;
  });
  same(rng.below(3));
  const readAt = readSpan === undefined ? base.length - 1 : ranges[readSpan][0];
  return { base: Int32Array.from(base), source: Int32Array.from(source), spans: ranges, readAt };
}

function mixture({ spans }: TokenTaskOptions, layout: Layout, fromSource: number): Input {
  const ids = layout.base.slice();
  for (const [s, part] of spans.entries()) {
    if (part === undefined || ((fromSource >> part) & 1) === 0) continue;
    const [from, to] = layout.spans[s];
    ids.set(layout.source.subarray(from, to), from);
  }
  return { values: ids, readAt: layout.readAt };
}

function taskOf({ spans, seed, pairs }: TokenTaskOptions): Task {
  const parts = Math.max(-1, ...spans.map((part) => part ?? -1)) + 1;
  const unused = () => {
    throw new Error('a synthetic task has no text');
  };
  return {
    name: seed,
    description: 'synthetic',
    digest: seed,
    document: {},
    templates: [],
    forms: [],
    parts: Array.from({ length: parts }, (_, g) => ({ id: `p${g}`, variable: `p${g}` })),
    variables: [],
    readings: occurrencesAlone(parts),
    notes: [],
    file: {},
    names: [],
    derivation: '',
    spans: spans.map((part, s) => ({ id: `s${s}`, part })),
    answers: [],
    classes: [],
    outcomes: [],
    separator: '',
    floor: 0,
    listed: undefined,
    defaultPairs: pairs,
    seed: 0,
    draw: unused,
    prompt: unused,
    rightTerms: 1,
    mixed: unused,
  };
}
