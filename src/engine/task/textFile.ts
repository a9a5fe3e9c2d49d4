// A small text file of a user's, read whole.
import { grouped } from '../checkpoint/words.ts';
import { EngineError, type ErrorCode } from '../core/error.ts';
import type { Files } from '../core/files.ts';
import { MAX_FILE_BYTES } from './jsonFile.ts';

/** Throws `code` for one that is too long, with `hint`, and 'file-format' for what is no UTF-8. */
export async function readTextFile(
  files: Files,
  path: string,
  code: ErrorCode,
  hint: string,
): Promise<string> {
  const source = await files.open(path);
  try {
    if (source.size > MAX_FILE_BYTES) {
      const found = `${grouped(source.size)} bytes, ${grouped(MAX_FILE_BYTES)} are allowed`;
      throw new EngineError(code, `${files.base(path)} has ${found}`, { hint });
    }
    const bytes = await source.read(0, source.size);
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    if (cause instanceof EngineError) throw cause;
    const message = `${files.base(path)} is not UTF-8 text`;
    throw new EngineError('file-format', message, { cause, hint: 'Save the file as UTF-8.' });
  } finally {
    await source.close();
  }
}
