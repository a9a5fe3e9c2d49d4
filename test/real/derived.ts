// SmolLM2 against copies of itself that were quantised, disturbed, pruned, trained or cut: what of its
// mechanism is left. The copies are made by test/fixture/make/derived.py, in the cache folder.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { interval } from '../../src/protocol/reportWords.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { python, realFolder } from './models.ts';
import { type Row, rowOf } from './row.ts';
import type { Ran, Subject } from './runs.ts';

/** Names of `changes` in derived.py, what is done most first. */
export const derivedNames = [
  'int8',
  'int4',
  'prune-50',
  'noise-10',
  'no-attention-17',
  'fine-tune',
  'lora',
  'no-attention-10',
  'noise-3',
  'noise-1',
  'prune-20',
] as const;

const folder = join(realFolder, 'derived');
const program = 'test/fixture/make/derived.py';

/** What derived.py says of a copy. */
export type Made = { readonly what: string; readonly relativeChange: number };

/** The model as the copies have it, in full width, and a copy; what is not there yet is made of its file. */
export function derivedOf(gguf: string, name: string): readonly [Subject, Subject] {
  const path = join(folder, name);
  if (!existsSync(join(path, 'made.json'))) python([program, gguf, folder, name]);
  const base = { name: 'smollm2', path: join(folder, 'smollm2') };
  return [base, { name, path }];
}

export const madeOf = ({ path }: Subject): Made =>
  JSON.parse(readFileSync(join(path, 'made.json'), 'utf8'));

export type DerivedRow = Row &
  Made & {
    readonly name: string;
    readonly profileDistance: string;
    readonly fullDistance: string;
  };

export function derivedRowOf(ran: Ran, made: Made): DerivedRow {
  const { given } = ran;
  const report =
    typeof given === 'object' && 'kind' in given && given.kind === 'compare' ? given : undefined;
  const full = report && sectionOf(report, 'distances')?.full;
  return {
    ...rowOf(ran),
    ...made,
    name: ran.models.at(-1)?.name ?? '',
    profileDistance: report?.distance ? interval(report.distance) : '',
    fullDistance: full ? interval(full) : '',
  };
}
