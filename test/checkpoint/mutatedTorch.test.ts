// Whatever is done to a file of torch.save: it opens and reads, or says in one sentence what is wrong. Never another
// error, never over 2 s of work, never a file left open. Damage knows where the instructions of the pickle are.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { folderOf } from '../support/checkpoints.ts';
import { outcomeOf, type Saying } from '../support/damagedOutcome.ts';
import { fixture } from '../support/fixture.ts';

/** Not a measurement but the line between slow and hanging: a case takes about a millisecond. */
const HANG_MS = 2_000;
const SEED = 20_261_127;
const CASES = 100;

type Bytes = Buffer;
type Edit = (bytes: Bytes) => Bytes;

/** Every instruction there is, and some that are none. */
const codes = [
  ...'.(012FIJKLMNPQRSTUVXabcd}eghijl]opqrst)uGBC',
  ...Array.from({ length: 26 }, (_, i) => String.fromCharCode(0x80 + i)),
];
/** Names that a hostile writer would try, and sizes. */
const names = [
  'os\nsystem\n',
  'builtins\neval\n',
  'torch._utils\n_rebuild_tensor_v2\n',
  'their\nThing\n',
  '__proto__\nconstructor\n',
];
const nasty = [0n, 1n, 255n, (1n << 31n) - 1n, (1n << 32n) - 1n, 1n << 53n, (1n << 64n) - 1n];

const fraction = fc.noBias(fc.nat(2 ** 30 - 1)).map((n) => n / 2 ** 30);
const splice = (bytes: Bytes, at: number, length: number, put: Uint8Array): Bytes =>
  Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + length)]);

/** One byte, a stretch, a name or a number, somewhere. */
const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fraction, fc.constantFrom(...codes)).map(([where, code]): Edit => {
    return (bytes) =>
      splice(bytes, Math.floor(where * bytes.length), 1, Buffer.from(code, 'latin1'));
  }),
  fc.tuple(fraction, fc.constantFrom(...codes)).map(([where, code]): Edit => {
    return (bytes) =>
      splice(bytes, Math.floor(where * bytes.length), 0, Buffer.from(code, 'latin1'));
  }),
  fc.tuple(fraction, fc.nat(255)).map(([where, byte]): Edit => {
    return (bytes) => splice(bytes, Math.floor(where * bytes.length), 1, Buffer.from([byte]));
  }),
  fc.tuple(fraction, fc.constantFrom(...nasty)).map(([where, value]): Edit => {
    const long = Buffer.alloc(8);
    long.writeBigUInt64LE(value);
    return (bytes) => splice(bytes, Math.floor(where * bytes.length), 8, long);
  }),
  fc.tuple(fraction, fc.constantFrom(...names)).map(([where, name]): Edit => {
    return (bytes) => splice(bytes, Math.floor(where * bytes.length), 0, Buffer.from(`c${name}`));
  }),
  fc.tuple(fraction, fraction, fc.nat(60)).map(([from, to, length]): Edit => {
    return (bytes) => {
      const at = Math.floor(from * bytes.length);
      return splice(bytes, Math.floor(to * bytes.length), 0, bytes.subarray(at, at + length));
    };
  }),
  fc.tuple(fraction, fc.nat(40)).map(([where, length]): Edit => {
    return (bytes) => splice(bytes, Math.floor(where * bytes.length), length, Buffer.alloc(0));
  }),
);

/** Damage to the pickle of a zip archive keeps its length, so that the archive stays one. */
function inPickle(bytes: Bytes, edits: readonly Edit[]): Bytes {
  const begin = bytes.indexOf(Buffer.from([0x80, 2]));
  const end = bytes.indexOf('PK\x03\x04', begin, 'latin1');
  const pickle = bytes.subarray(begin, end);
  const edited = edits.reduce<Bytes>((now, one) => one(now), pickle).subarray(0, pickle.length);
  return splice(bytes, begin, edited.length, edited);
}

const whole = (bytes: Bytes, edits: readonly Edit[]) => edits.reduce((now, one) => one(now), bytes);

test.each([
  ['views.pt', 'in its pickle', inPickle],
  ['module.pt', 'in its pickle', inPickle],
  ['training.pt', 'in its pickle', inPickle],
  ['views.legacy.pt', 'anywhere', whole],
  ['views.pt', 'anywhere', whole],
] as const)('%s, damaged %s', async (name, _, damaged) => {
  const bytes = readFileSync(fixture(`torch/${name}`));
  const path = join(folderOf({}), 'm.pt');
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 3 }), async (edits) => {
      writeFileSync(path, damaged(bytes, edits));
      const before = process.cpuUsage();
      if ((await outcomeOf(path, used)) === 'refused') refused++;
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(HANG_MS);
    }),
    { seed: SEED, numRuns: CASES, endOnFailure: true },
  );
  expect(refused).toBeGreaterThan(CASES / 4);
});

async function used(checkpoint: Checkpoint, saying: Saying): Promise<void> {
  for (const { name, dtype } of checkpoint.tensors.values()) {
    if (dtype.isWeight) await saying(() => checkpoint.read(quietJob, name));
  }
}
