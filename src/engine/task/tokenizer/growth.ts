// How much longer a tokenizer may make a text before it cuts it into tokens.
import { grouped } from '../../checkpoint/words.ts';
import { EngineError } from '../../core/error.ts';

/** Unicode's own forms make at most 18 letters of one, and UTF-8 at most 4 of one. */
const MAX_GROWTH = 32;
/** Short texts may gain a prefix, or a word a letter. */
const MAX_GAIN = 1000;

/** Throws EngineError('file-unsafe') when `length` is too much for a text of `from` characters. */
export function checkGrowth(fileName: string, part: string, from: number, length: number): void {
  const most = from * MAX_GROWTH + MAX_GAIN;
  if (length <= most) return;
  throw new EngineError(
    'file-unsafe',
    `${fileName}: "${part}" makes over ${grouped(most)} characters of ${grouped(from)}`,
    { hint: `A text may grow ${MAX_GROWTH} times; look at what it puts into texts.` },
  );
}
