// How much goes through a graph at once: enough rows to keep the cores busy, few enough to stay in
// their caches and for the memory, which grows with every row.
import type { Stage } from '../graph/stage.ts';

/** Bytes of the widest activation of one microbatch; the runtime holds several of them. */
const stageBytes = 8 * 2 ** 20;
const readoutBytes = 16 * 2 ** 20;

/** Rows (positions) that one call of these stages takes. */
export function stageRows(stages: readonly Stage[]): number {
  const widest = Math.max(...stages.map((stage) => stage.widest));
  return Math.max(1, Math.floor(stageBytes / (4 * widest)));
}

/** A device wants more at once; drivers bind no more than 128 MB, the least that Vulkan asks of them. */
const deviceBytes = 120 * 2 ** 20;

/** Prompts of so many positions, that see `length` of them, that one call of these stages takes on a device. */
export function devicePrompts(stages: readonly Stage[], queries: number, length: number): number {
  const largest = Math.max(...stages.flatMap((stage) => activationsOf(stage, queries, length)));
  return Math.max(1, Math.floor(deviceBytes / (4 * largest)));
}

/** Bytes that such a call of a stage holds on a device, for each prompt: an estimate, as many of each kind as a graph has at once. */
export function deviceBytesEach(stage: Stage, queries: number, length: number): number {
  const [rows, scores, past] = activationsOf(stage, queries, length);
  const states = Object.values({ ...stage.takes, ...stage.gives }).reduce((sum, w) => sum + w, 0);
  return 4 * (3 * rows + 3 * scores + 4 * past + queries * states);
}

/** Numbers of a prompt's activations: the widest of its positions, the scores of its heads, its keys or its values. */
function activationsOf(
  { widest, headWidth, gives, past }: Stage,
  queries: number,
  length: number,
): [rows: number, scores: number, past: number] {
  const heads = headWidth === undefined ? 0 : gives.z / headWidth;
  const kept = past === undefined ? 0 : past.heads * past.width;
  return [queries * widest, heads * queries * length, kept * length];
}

/** Rows that one call of the readout takes, by the numbers of each row. The runtime may hold these twice, for a softmax. */
export function readoutRows(widest: number): number {
  return Math.max(16, Math.floor(readoutBytes / (4 * widest)));
}

/** Ranges [from, to) that cover `total` in steps of at most `size`, as even as possible. */
export function ranges(total: number, size: number): (readonly [number, number])[] {
  const pieces = Math.ceil(total / Math.max(1, size));
  return Array.from({ length: pieces }, (_, i) => {
    return [Math.floor((i * total) / pieces), Math.floor(((i + 1) * total) / pieces)] as const;
  });
}

/** In order, as many together as take at most so many bytes; at least one. */
export function together<T>(
  items: readonly T[],
  bytesOf: (item: T) => number,
  most: number,
): T[][] {
  const groups: T[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const item of items) {
    bytes += bytesOf(item);
    if (bytes <= most) groups[groups.length - 1].push(item);
    else {
      groups.push([item]);
      bytes = bytesOf(item);
    }
  }
  return groups;
}
