// What a model's family is called.
import type { ModelReport } from '../protocol/report.ts';

/** "GPT-2": its title where the shape has one, else its id. */
export function familyOf({ family, shape }: Pick<ModelReport, 'family' | 'shape'>): string {
  return shape.find(([what]) => what === 'family')?.[1] ?? family;
}
