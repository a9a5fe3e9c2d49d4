// How much goes through a graph at once: enough rows to keep the cores busy, few enough to stay in
// their caches and for the memory, which grows with every row.
import type { Spec } from '../graph/spec.ts';

/** Bytes of the widest activation of one microbatch; the runtime holds several of them. */
const blockBytes = 8 * 2 ** 20;
const headBytes = 16 * 2 ** 20;

/** Rows (positions) that one call of a block takes. */
export function blockRows(spec: Spec): number {
  const qkv = (spec.heads + 2 * spec.kvHeads) * spec.headWidth;
  const widest = Math.max(qkv, spec.gated ? 2 * spec.mlpWidth : spec.mlpWidth);
  return Math.max(1, Math.floor(blockBytes / (4 * widest)));
}

/** Rows that one call of the head takes. The runtime holds their logits twice, for the softmax. */
export function headRows(spec: Spec): number {
  return Math.max(16, Math.floor(headBytes / (4 * spec.vocabulary)));
}

/** Ranges [from, to) that cover `total` in steps of at most `size`, as even as possible. */
export function ranges(total: number, size: number): (readonly [number, number])[] {
  const pieces = Math.ceil(total / Math.max(1, size));
  return Array.from({ length: pieces }, (_, i) => {
    return [Math.floor((i * total) / pieces), Math.floor(((i + 1) * total) / pieces)] as const;
  });
}
