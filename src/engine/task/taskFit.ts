// A task against one model: which pairs fit its tokenizer and why others do not, and the pairs that
// all models take, in tokens.
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import { answerIds } from './answerTokens.ts';
import { mostMixtures } from './mixturesToCheck.ts';
import { longestPrompt, mixtureIds, type PairTokens, pairTokens } from './pairTokens.ts';
import type { Reader } from './promptTokens.ts';
import type { Pair, Task } from './task.ts';
import type { TokenTask } from './tokenised.ts';

export interface TaskFit {
  readonly task: Task;
  readonly reader: Reader;
  /** Why a pair does not fit, a sentence without the pair's own words; undefined when it does. */
  misfit(pair: Pair): string | undefined;
  /** A pair that fits, in tokens. Throws EngineError('task-model') for one that does not. */
  tokens(pair: Pair): PairTokens;
  /** Throws EngineError('task-model') naming answers that are not one token. */
  tokenise(job: Job, pairs: readonly Pair[]): Promise<TokenTask>;
}

export function taskFit(task: Task, reader: Reader): TaskFit {
  const known = new WeakMap<Pair, PairTokens | string>();
  const look = (pair: Pair) => {
    const found = known.get(pair) ?? withinTokenizer(task, pair, reader);
    known.set(pair, found);
    return found;
  };
  const tokens = (pair: Pair) => {
    const found = look(pair);
    if (typeof found !== 'string') return found;
    throw new EngineError('task-model', `${reader.tokenizer.fileName}: ${found}`, {
      hint: 'Draw pairs that fit every model.',
    });
  };
  return {
    task,
    reader,
    misfit(pair) {
      const found = look(pair);
      return typeof found === 'string' ? found : undefined;
    },
    tokens,
    tokenise: (job, pairs) => tokenise(job, task, pairs, pairs.map(tokens), reader),
  };
}

/** A pair is tokenised for every mixture of its parts that is checked. */
function withinTokenizer(task: Task, pair: Pair, reader: Reader): PairTokens | string {
  const characters = longestPrompt(task, pair);
  return reader.tokenizer.within(characters * (2 + mostMixtures(task)), () =>
    pairTokens(task, pair, reader),
  );
}

async function tokenise(
  job: Job,
  task: Task,
  pairs: readonly Pair[],
  tokens: readonly PairTokens[],
  reader: Reader,
): Promise<TokenTask> {
  const identities: string[] = []; // asked for with every plan of every model
  // What the number of a set means, and what is made anew for it.
  const mixes = [task.variables, task.readings, task.derivation];
  const both = pairs.map((pair, i) => ({ pair, tokens: tokens[i] }));
  const answers = await answerIds(job, task, both, reader);
  return {
    task,
    pairs: pairs.length,
    parts: task.parts.length,
    own: Int32Array.from(task.spans, ({ part }) => part ?? -1),
    readings: task.readings,
    answers,
    outcomes: Int32Array.from(task.outcomes),
    right: pairs.map(({ right }) => right),
    rightOf: (i, set) => task.mixed(pairs[i], set).right ?? [],
    regions: (i) => tokens[i].base.spans,
    input: (i, fromSource) => ({
      values: mixtureIds(task, pairs[i], reader, tokens[i], fromSource),
      readAt: tokens[i].base.readAt,
    }),
    identity: (i) => {
      identities[i] ??= JSON.stringify([pairs[i], tokens[i], mixes]);
      return identities[i];
    },
    pair: (i) => pairs[i],
    text: (i) => ({
      base: task.prompt(pairs[i], pairs[i].base).text,
      source: task.prompt(pairs[i], pairs[i].source).text,
    }),
  };
}
