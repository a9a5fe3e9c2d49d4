// A report holds numbers: no NaN and no infinity leaves the engine, in whatever field it came up.
import { EngineError } from '../core/error.ts';

/** The report itself. Throws EngineError 'model-values' that names the first field with no number. */
export function finiteReport<R extends object>(report: R): R {
  const found = nonFinite(report, 'report');
  if (found === undefined) return report;
  throw new EngineError('model-values', `${found.place} came out as ${found.value}`, {
    hint: 'The numbers of a model leave what 32 bits can hold on these prompts: try another task, or see what the checkpoint holds.',
  });
}

type Found = { readonly place: string; readonly value: number };

function nonFinite(value: unknown, place: string): Found | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? undefined : { place, value };
  if (typeof value !== 'object' || value === null) return undefined;
  const isList = Array.isArray(value);
  for (const [key, each] of Object.entries(value)) {
    const found = nonFinite(each, isList ? `${place}[${key}]` : `${place}.${key}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
