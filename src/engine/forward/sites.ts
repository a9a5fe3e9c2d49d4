// Which interchanges have to be run, and which are known without running: where the donor's
// activation at the site cannot differ from the base's, or cannot reach the answer, nothing changes.
import type { TokenPrompt } from '../task/tokenised.ts';

export type SpanRange = readonly [from: number, to: number];

/** First position at which two prompts of one length differ; Infinity when they are equal. */
export function firstDifference(a: TokenPrompt, b: TokenPrompt): number {
  const at = a.ids.findIndex((id, t) => id !== b.ids[t]);
  return at < 0 ? Infinity : at;
}

/**
 * True when interchanging `span` at `cut` from `donor` into `base` cannot change the answer. Under a
 * causal mask a position before the first difference is the same in both runs, and a position after
 * the answer is never read. At cut 0 equal tokens have equal vectors.
 */
export function isSilent(
  base: TokenPrompt,
  donor: TokenPrompt,
  [from, to]: SpanRange,
  cut: number,
  causal: boolean,
): boolean {
  const differs = firstDifference(base, donor);
  if (differs === Infinity) return true;
  if (causal && (to <= differs || from > base.readAt)) return true;
  return cut === 0 && base.ids.subarray(from, to).every((id, t) => id === donor.ids[from + t]);
}
