// What is measured at every cut and has no looks takes of a large model fewer pairs, unless a number is asked for.
import { grouped } from '../checkpoint/words.ts';
import type { Study } from './study.ts';

/** Minutes of a language model of 30 blocks, where 128 pairs are half an hour; enough for an interval. */
const mostInLooks = 32;

/** The study on its first pairs, with a note of it, where a comparison of the model would go in looks. */
export function fewerPairs(study: Study): Study {
  const { candidates, limits, notes } = study;
  if (limits === undefined || study.pairs <= mostInLooks) return study;
  const [{ tokens }] = candidates;
  const first = Array.from({ length: mostInLooks }, (_, i) => JSON.stringify(tokens.pair(i)));
  const said = `${mostInLooks} pairs of ${grouped(study.pairs)}: every cut is measured, which takes long; give a number of pairs to measure more.`;
  return {
    ...study,
    pairs: mostInLooks,
    differentPairs: new Set(first).size,
    candidates: candidates.map((each) => ({
      ...each,
      tokens: { ...each.tokens, pairs: mostInLooks },
    })),
    notes: [...notes, said],
  };
}
