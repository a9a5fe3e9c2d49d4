// What becomes of a damaged file: it opens and is read, or one sentence says what is wrong. Never another error, never
// a file left open.
import { expect } from 'vitest';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { isEngineError } from '../../src/engine/core/error.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { recorded } from './checkpoints.ts';

/** Runs a step; what it says is wrong is a refusal, and the next one runs. */
export type Saying = (step: () => unknown) => Promise<unknown>;

/** `use`: what is done with what opens. */
export async function outcomeOf(
  path: string,
  use: (checkpoint: Checkpoint, saying: Saying) => Promise<void>,
): Promise<'opened' | 'refused'> {
  const record = recorded();
  let refusal: string | undefined;
  const saying: Saying = async (step) => {
    try {
      return await step();
    } catch (error) {
      if (!isEngineError(error) || error.code === 'internal') throw error;
      refusal ??= error.message;
    }
  };
  await saying(async () => {
    const checkpoint = await openCheckpoint(record.files, sha256, path);
    try {
      await use(checkpoint, saying);
    } finally {
      await checkpoint.close();
    }
  });
  expect(record.open).toBe(0);
  expect(refusal ?? '').not.toMatch(/[\n\0\u202e]/);
  return refusal === undefined ? 'opened' : 'refused';
}
