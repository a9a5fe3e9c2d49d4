// Memory: what a sweep will take, and how many pairs can go at once within what there is.

import type { Spec } from '../graph/spec.ts';
import type { TokenTask } from '../task/tokenised.ts';
import type { SweepOptions } from './responses.ts';
import { visible } from './runs.ts';

/** How many pairs fit `stateBytes` together; at least 1. */
export function chunkSize(spec: Spec, task: TokenTask, options: SweepOptions): number {
  const bytes = pairBytes(spec, task, options);
  return Math.max(1, Math.min(task.pairs, Math.floor(options.stateBytes / bytes)));
}

/** Bytes of running state that the longest pair needs: its prompts, keys, values and variants. */
export function pairBytes(
  spec: Spec,
  task: TokenTask,
  kinds: Omit<SweepOptions, 'stateBytes'>,
): number {
  const lengths = Array.from(
    { length: task.pairs },
    (_, i) => visible(spec, task.prompt(i, 0)).length,
  );
  const T = Math.max(...lengths);
  const longest = lengths.indexOf(T);
  const parts = kinds.shares ? task.task.parts.length : 0;
  const prompts = (2 + parts + kinds.masks.length) * T * spec.width;
  const kv = spec.causal ? 2 * spec.kvHeads * spec.headWidth * T : 0;
  const spans = task.spans(longest);
  const positions = spans.reduce(
    (sum, [from]) => sum + (spec.causal ? Math.max(0, T - from) : T),
    0,
  );
  const variants = (1 + parts) * spec.layers * (positions + spans.length) * spec.width;
  return 4 * (prompts + kv + variants);
}
