// What was run before, from the store: keyed by a digest of everything that it depends on.
import { isEngineError } from '../core/error.ts';
import type { Ports } from '../core/ports.ts';
import { algorithm } from '../core/version.ts';
import { emptyMeasured } from '../forward/measured.ts';
import { type Plan, planKey } from '../forward/plan.ts';
import type { Known } from '../forward/sweep.ts';
import type { Trial } from '../task/trial.ts';
import { decodeMeasured, encodeMeasured } from './measuredFile.ts';

/** What is kept of a plan's blocks, each under what it depends on: model, plan, answers and its pairs. */
export async function knownBlocks(
  ports: Ports,
  depends: readonly unknown[],
  trial: Trial,
  plan: Plan,
): Promise<Known> {
  const { name, version } = await ports.runtime();
  const shared = [algorithm, name, version, depends, planKey(plan), [...trial.answers]];
  const base = digestOf(ports, shared);
  const keyOf = (pairs: readonly number[]) =>
    `block-${digestOf(ports, [base, pairs.map((pair) => trial.identity(pair))])}`;
  return {
    async get(pairs) {
      const stored = await ports.store.get(keyOf(pairs));
      if (!stored) return undefined;
      try {
        return decodeMeasured(stored, emptyMeasured(plan, pairs.length, trial.answers.length));
      } catch (error) {
        if (isEngineError(error)) return undefined; // a damaged entry is made again
        throw error;
      }
    },
    put: (pairs, measured) => ports.store.put(keyOf(pairs), encodeMeasured(measured)),
  };
}

/** SHA-256 of a plain value's JSON, hex; numbers that JSON has not (Infinity, NaN, -0) by their names. */
export function digestOf({ sha256 }: Pick<Ports, 'sha256'>, value: unknown): string {
  const hasher = sha256();
  hasher.update(new TextEncoder().encode(JSON.stringify(value, named)));
  return hasher.hex();
}

function named(_key: string, value: unknown): unknown {
  if (typeof value !== 'number') return value;
  if (Object.is(value, -0)) return { number: '-0' };
  return Number.isFinite(value) ? value : { number: String(value) };
}
