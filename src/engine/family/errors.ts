// The refusals that name tensors and what would have been understood.
import type { Checkpoint } from '../checkpoint/checkpoint.ts';
import { oneLine } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Dialect } from './dialect.ts';

/** The error for a checkpoint in no dialect, or not quite in one. For people a dialect is a family. */
export function unknown(
  checkpoint: Checkpoint,
  found: string,
  dialects: readonly Dialect[],
): EngineError {
  const known = dialects.map(({ title }) => title).join(', ');
  return new EngineError(
    'model-unknown',
    `${checkpoint.name}: ${found}; known families: ${known}`,
    {
      hint: 'A transformer of your own is read by a mapping file beside it, of which "congruity map" writes a guess (docs/mapping.md).',
    },
  );
}

/** Names for people: up to five, and how many more. */
export function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map(oneLine);
  const more = names.length > 5 ? ` and ${names.length - 5} more` : '';
  return `tensor${names.length === 1 ? '' : 's'} ${shown.join(', ')}${more}`;
}
