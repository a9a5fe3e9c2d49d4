// A trial of random prompts, for what is measured of speed.
import { random } from '../../src/engine/core/random.ts';
import { occurrencesAlone } from '../../src/engine/task/partSet.ts';
import type { Trial } from '../../src/engine/task/trial.ts';

/** Random tokens without variables: every position is a span. */
export function randomTrial(n: number, T: number, vocabulary: number): Trial {
  const rng = random(4);
  const draw = () => Int32Array.from({ length: T }, () => rng.below(vocabulary));
  const prompts = Array.from({ length: n }, () => ({ base: draw(), source: draw() }));
  const regions = Array.from({ length: T }, (_, t) => [t, t + 1] as const);
  return {
    pairs: n,
    parts: 0,
    own: new Int32Array(T).fill(-1),
    readings: occurrencesAlone(0),
    answers: Int32Array.of(1, 2, 3, 4),
    outcomes: Int32Array.of(0, 1, 2, 3),
    regions: () => regions,
    input: (i, mask) => {
      return { values: mask === 0 ? prompts[i].base : prompts[i].source, readAt: T - 1 };
    },
    identity: (i) => JSON.stringify(prompts[i]),
  };
}
