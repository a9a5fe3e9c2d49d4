// Responses on some of their pairs, each as often as it is drawn: as if these had been the task's.
import type { Responses } from './responses.ts';

export function drawnPairs(of: Responses, drawn: readonly number[]): Responses {
  const { pairs, outcomes } = of;
  const pick = (table: Float32Array, width: number) => rowsOf(table, pairs, width, drawn);
  return {
    ...of,
    pairs: drawn.length,
    clean: pick(of.clean, outcomes),
    site: pick(of.site, outcomes),
    mixed: new Map([...of.mixed].map(([set, table]) => [set, pick(table, outcomes)])),
    passed: pick(of.passed, 1),
    whole: pick(of.whole, 1),
    effect: pick(of.effect, 1),
  };
}

/** Of a table [any, pairs, width]: [any, drawn, width]. */
function rowsOf(table: Float32Array, pairs: number, width: number, drawn: readonly number[]) {
  const blocks = table.length / (pairs * width);
  const out = new Float32Array(blocks * drawn.length * width);
  for (let block = 0, to = 0; block < blocks; block++) {
    for (const i of drawn) {
      const from = (block * pairs + i) * width;
      out.set(table.subarray(from, from + width), to);
      to += width;
    }
  }
  return out;
}
