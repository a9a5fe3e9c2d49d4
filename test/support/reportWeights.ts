// Weights of coordinates, wherever a report tells them.
import type { SiteReport } from '../../src/protocol/coordinates.ts';

/** Of every set at every site that a report tells. */
export function weightsOf(report: object): Map<string, number> {
  const weights = new Map<string, number>();
  const walk = (value: unknown, place: string): void => {
    if (typeof value !== 'object' || value === null) return;
    for (const [key, each] of Object.entries(value)) {
      if (key !== 'coordinates') walk(each, `${place}.${key}`);
      else
        for (const { set, weight } of each as SiteReport['coordinates'])
          weights.set(`${place} ${set}`, weight);
    }
  };
  walk(report, '');
  return weights;
}
