// A small text file of a user's, read whole.
import { readWhole } from '../checkpoint/held.ts';
import { EngineError, type ErrorCode } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import { MAX_FILE_BYTES } from './jsonFile.ts';

/** Throws `code` for one that is too long, with `hint`, and 'file-format' for what is no UTF-8. */
export async function readTextFile(
  files: Files,
  path: string,
  code: ErrorCode,
  hint: string,
  maxBytes = MAX_FILE_BYTES,
): Promise<string> {
  const what = files.base(path);
  const bytes = await readWhole(files, path, maxBytes, { what, code, hint });
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    const message = `${what} is not UTF-8 text`;
    throw new EngineError('file-format', message, { cause, hint: 'Save the file as UTF-8.' });
  }
}
