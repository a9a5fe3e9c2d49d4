// Whatever is done to the header of a GGUF file: it opens, is understood or not, and reads, or says in one sentence
// what is wrong. Never another error, never over 2 s of work, never a file left open.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { parseHeader } from '../../src/engine/checkpoint/gguf/header.ts';
import { isEngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { modelOf, notUnderstood } from '../../src/engine/family/model.ts';
import { folderOf } from '../support/checkpoints.ts';
import { outcomeOf, type Saying } from '../support/damagedOutcome.ts';
import { fixture } from '../support/fixture.ts';
import { fewer } from '../support/share.ts';

/** Not a measurement but the line between slow and hanging: a case takes about a millisecond. */
const HANG_MS = 2_000;
const SEED = 20_261_127;
const CASES = fewer(500, 150);

type Bytes = Uint8Array<ArrayBuffer>;
type Edit = (bytes: Bytes, headerBytes: number) => Bytes;

/** Counts, lengths, types and offsets that a hostile writer would try. */
const nasty = [
  0n,
  1n,
  2n,
  8n,
  9n,
  31n,
  255n,
  1n << 31n,
  (1n << 32n) - 1n,
  1n << 53n,
  (1n << 64n) - 1n,
];

const fraction = fc.noBias(fc.nat(2 ** 30 - 1)).map((n) => n / 2 ** 30);
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fraction, fc.nat(255)).map(([where, byte]): Edit => {
    return (bytes, header) => {
      const at = Math.floor(where * Math.min(header, bytes.length));
      return bytes.length > 0 ? bytes.with(at, byte) : bytes;
    };
  }),
  fc.tuple(fraction, fc.constantFrom(...nasty), fc.boolean()).map(([where, value, long]): Edit => {
    return (bytes, header) => {
      const copy = bytes.slice();
      const at = Math.floor(where * (Math.min(header, bytes.length) - 8));
      if (at < 0) return copy;
      const view = new DataView(copy.buffer);
      if (long) view.setBigUint64(at, value, true);
      else view.setUint32(at, Number(value & 0xffffffffn), true);
      return copy;
    };
  }),
  fraction.map(
    (where): Edit =>
      (bytes, header) =>
        bytes.slice(0, Math.floor(where * header * 1.2)),
  ),
  fc.tuple(fraction, fc.integer({ min: 1, max: 40 })).map(([where, length]): Edit => {
    return (bytes, header) => {
      const at = Math.floor(where * header);
      return Uint8Array.from([...bytes.subarray(0, at), ...bytes.subarray(at + length)]);
    };
  }),
);

test.each(['llama', 'types', 'llama-yarn'])('%s.gguf, damaged', async (name) => {
  const bytes = new Uint8Array(readFileSync(fixture(`gguf/${name}.gguf`)));
  const { bytes: headerBytes } = parseHeader(bytes, bytes.length, name);
  const path = join(folderOf({}), 'm.gguf');
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 2 }), async (edits) => {
      writeFileSync(
        path,
        edits.reduce((now, one) => one(now, headerBytes), bytes),
      );
      const before = process.cpuUsage();
      if ((await outcomeOf(path, used)) === 'refused') refused++;
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(HANG_MS);
    }),
    { seed: SEED, numRuns: CASES, endOnFailure: true },
  );
  expect(refused).toBeGreaterThan(CASES / 4);
  expect(refused).toBeLessThan(CASES);
});

/** Of most damage the family says what is wrong, in a sentence too. */
function understood(checkpoint: Checkpoint): void {
  try {
    notUnderstood(checkpoint);
    modelOf(checkpoint);
  } catch (error) {
    if (!isEngineError(error) || error.code === 'internal') throw error;
    expect(error.message).not.toMatch(/[\n\0\u202e]/);
  }
}

async function used(checkpoint: Checkpoint, saying: Saying): Promise<void> {
  understood(checkpoint);
  for (const tensor of checkpoint.tensors.keys()) {
    await saying(() => checkpoint.read(quietJob, tensor));
  }
}
