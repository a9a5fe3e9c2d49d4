// What was run before, from the store: keyed by a digest of everything that it depends on.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { isEngineError } from '../core/error.ts';
import type { Ports } from '../core/ports.ts';
import { runtimeKey } from '../core/runtime.ts';
import { algorithm } from '../core/version.ts';
import { emptyMeasured, weighed } from '../forward/measured.ts';
import { type Plan, planKey } from '../forward/plan.ts';
import type { Known } from '../forward/sweep.ts';
import type { Trial } from '../task/trial.ts';
import { decodeMeasured, encodeMeasured } from './measuredFile.ts';

/** Entries of a run that are held beside the store, at most: looks are a few tens of MB. */
const mostHeld = 256e6;

/** The same ports; what this run puts into the store it gets back, also where the store keeps nothing. */
export function holding(ports: Ports): Ports {
  const held = new Map<string, Uint8Array>();
  let bytes = 0;
  const store: Ports['store'] = {
    get: async (key) => held.get(key) ?? ports.store.get(key),
    async put(key, value) {
      if (bytes + value.byteLength <= mostHeld) held.set(key, value);
      bytes += value.byteLength;
      await ports.store.put(key, value);
    },
  };
  return { ...ports, store };
}

/** What is kept of a plan's blocks, each under what it depends on: model, plan, answers and its pairs. */
export async function knownBlocks(
  ports: Ports,
  depends: readonly unknown[],
  trial: Trial,
  plan: Plan,
): Promise<Known> {
  const base = await digestWithRuntime(ports, [
    depends,
    planKey(plan),
    [...trial.answers],
    [...trial.outcomes],
  ]);
  const keyOf = (pairs: readonly number[]) => {
    const of = pairs.map((pair) => trial.identity(pair));
    return `block-${digestOf(ports, [base, of, weighed(pairs).length])}`;
  };
  return {
    get: (pairs) =>
      kept(ports, keyOf(pairs), (bytes) =>
        decodeMeasured(bytes, emptyMeasured(plan, pairs.length, trial)),
      ),
    put: (pairs, measured) => ports.store.put(keyOf(pairs), encodeMeasured(measured)),
  };
}

/** Digest of what numbers depend on, the program and the runtime included. */
export async function digestWithRuntime(
  ports: Ports,
  depends: readonly unknown[],
): Promise<string> {
  const key = runtimeKey(await ports.runtime());
  return digestOf(ports, [algorithm, ...key, ...depends]);
}

/** Digest of what is computed with a checkpoint's tensors: its config, and what a mapping beside it says. */
export function configDigest(
  ports: Pick<Ports, 'sha256'>,
  { config, mapping }: Checkpoint,
): string {
  return digestOf(ports, mapping ? [config ?? null, mapping.json()] : config);
}

/** What is kept under a key; undefined where there is nothing, or a damaged entry, which is made again. */
export async function kept<T>(
  { store }: Pick<Ports, 'store'>,
  key: string,
  decode: (bytes: Uint8Array) => T,
): Promise<T | undefined> {
  const bytes = await store.get(key);
  if (bytes === undefined) return undefined;
  try {
    return decode(bytes);
  } catch (error) {
    if (isEngineError(error)) return undefined;
    throw error;
  }
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
