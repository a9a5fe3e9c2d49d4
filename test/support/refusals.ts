// What a file that is not opened is told: one sentence that names it, with a code, and nothing left open.
import { join } from 'node:path';
import { expect } from 'vitest';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf, recorded } from './checkpoints.ts';

/** The error of opening these bytes as a file of this name. */
export async function refusalOf(bytes: Uint8Array, name = 'm.pt'): Promise<EngineError> {
  const record = recorded();
  const path = join(folderOf({ [name]: bytes }), name);
  const error = await openCheckpoint(record.files, sha256, path).then(
    () => expect.fail('it was opened'),
    (thrown) => thrown,
  );
  expect(error).toBeInstanceOf(EngineError);
  expect(error.code).not.toBe('internal');
  expect(error.message).toContain(name);
  expect(error.message).not.toMatch(/[\n\0\u202e]|undefined|NaN/);
  expect(record.open).toBe(0);
  return error;
}
