// "source" of a task file: how the source of a pair differs from its base, variable by variable.
import { quoted } from '../checkpoint/words.ts';
import type { Random } from '../core/random.ts';
import type { Path } from './jsonSchema.ts';
import { type Lists, type Reading, readList, type SourceDrawJson } from './taskFile.ts';

export type SourceDraw = {
  /** All that it may give. */
  readonly values: readonly string[];
  /** It may give another value than the base's. */
  readonly changes: boolean;
  draw(base: string, random: Random): string;
};

/** By variable. Notes what is wrong. */
export function readSources(reading: Reading, lists: Lists): ReadonlyMap<string, SourceDraw> {
  const { file, problem } = reading;
  const draws = new Map(Object.entries(file.source?.draw ?? {}));
  for (const name of draws.keys()) {
    if (lists.has(name)) continue;
    const derives = file.derive !== undefined && Object.hasOwn(file.derive, name);
    const wrong = `${quoted(name)} derives from variables; say how those are drawn`;
    const path = ['source', 'draw', name];
    problem(path, derives ? wrong : `there is no variable ${quoted(name)}`);
  }
  return new Map(
    [...lists].map(([name, values]) => [
      name,
      sourceDraw(reading, draws.get(name) ?? 'anew', values, ['source', 'draw', name]),
    ]),
  );
}

function sourceDraw(
  reading: Reading,
  json: SourceDrawJson,
  values: readonly string[],
  path: Path,
): SourceDraw {
  if (json === 'anew') return oneOfThem(values, values);
  if (json === 'same') return { values, changes: false, draw: (base) => base };
  if (typeof json !== 'object' || !('table' in json)) {
    return oneOfThem(values, readList(reading, json, path));
  }
  const table = new Map(Object.entries(json.table));
  const missing = values.find((value) => !table.has(value));
  if (missing !== undefined) reading.problem(path, `${quoted(missing)} has no entry in the table`);
  return {
    values: [...new Set(table.values())],
    changes: values.some((value) => table.get(value) !== value),
    draw: (base) => table.get(base)!,
  };
}

function oneOfThem(values: readonly string[], others: readonly string[]): SourceDraw {
  return {
    values: others,
    changes: new Set([...values, ...others]).size > 1,
    draw: (_, random) => others[random.below(others.length)],
  };
}
