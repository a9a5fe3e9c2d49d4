// reduce: is a hard task computed as a simple one?
import type { ReduceRequest } from '../protocol/reduction.ts';
import { runInEngine } from './engine.ts';
import { UsageError } from './failure.ts';
import { type Handed, handOut } from './handOut.ts';
import { machineOf } from './machine.ts';

/** `map`: "first=A,second=B". */
export type ReduceOptions = Omit<ReduceRequest, 'a' | 'b' | 'task' | 'to' | 'map'> &
  Handed & { readonly to?: string; readonly map?: string };

/** Returns the exit code. */
export async function reduceCommand(a: string, b: string | undefined, options: ReduceOptions) {
  const { to, pairs, seed, resamples, level, margin } = options;
  if (to === undefined) throw new UsageError("required option '--to <task>' not specified");
  const map = options.map === undefined ? undefined : mapOf(options.map);
  const request = { a, b, to, map, pairs, seed, resamples, level, margin, ...machineOf(options) };
  const models = b === undefined ? [a] : [a, b];
  return handOut(options, models, (task) => runInEngine('reduce', { ...request, task }, options), [
    to,
  ]);
}

function mapOf(text: string): Record<string, string> {
  const entries = text.split(',').map((each) => {
    const names = each.split('=').map((name) => name.trim());
    if (names.length === 2 && names.every((name) => name !== '')) return names;
    throw new UsageError(`--map has "${each.trim()}", allowed is HARD=SIMPLE, with commas between`);
  });
  const twice = entries.find(([name], i) => entries.findIndex(([other]) => other === name) < i);
  if (twice) throw new UsageError(`--map has "${twice[0]}" twice`);
  return Object.fromEntries(entries);
}
