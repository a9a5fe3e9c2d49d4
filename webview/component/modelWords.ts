// A model's sizes in words that can be read aloud. Pure.
import type { ModelReport } from '../../src/protocol/report.ts';

type Named = Pick<ModelReport, 'shape'>;

/** "3 blocks · width 32 · 4 heads · 5 positions, rotary · causal attention"; the family stands apart. */
export function shapeWords({ shape }: Named): string {
  return shape
    .filter(([what]) => what !== 'family')
    .map(([what, value]) => sizeWords(what, value))
    .join(' · ');
}

function sizeWords(what: string, value: string): string {
  const [, number, rest] = /^([\d,]*\d)(.*)$/.exec(value) ?? [];
  if (number === undefined) return `${value} ${what}`;
  return what.endsWith('s') ? `${number} ${what}${rest}` : `${what} ${value}`; // things that are counted
}
