// All measures of representations, in the order in which they are told.
import { EngineError } from '../core/error.ts';
import { cca } from './cca.ts';
import { biasedCka, cka } from './cka.ts';
import { contraction } from './contraction.ts';
import { kernelCka } from './kernelCka.ts';
import { jaccard } from './knn.ts';
import type { Measure } from './measure.ts';
import { angularProcrustes, procrustes } from './procrustes.ts';
import { ridge } from './ridge.ts';
import { rsa } from './rsa.ts';
import { svcca } from './svcca.ts';

export const measures: readonly Measure[] = [
  cka,
  biasedCka,
  kernelCka,
  rsa,
  procrustes,
  angularProcrustes,
  cca,
  svcca,
  jaccard,
  ridge,
  contraction,
];

/** Throws EngineError 'task-invalid' for a name that there is not. */
export function measureNamed(name: string): Measure {
  const found = measures.find((measure) => measure.name === name);
  if (found) return found;
  throw new EngineError('task-invalid', `there is no measure ${JSON.stringify(name)}`, {
    hint: `Choose one of ${measures.map((each) => each.name).join(', ')}.`,
  });
}
