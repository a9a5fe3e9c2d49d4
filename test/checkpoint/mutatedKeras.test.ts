// Whatever is done to a file of Keras or TensorFlow.js: it opens, reads and describes a network, or says in one sentence what
// is wrong. Never another error, never over 2 s of work, never a file left open.
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { openTensorflow } from '../../src/platform/tensorflow.ts';
import { folderOf } from '../support/checkpoints.ts';
import { outcomeOf, type Saying } from '../support/damagedOutcome.ts';
import { fixture } from '../support/fixture.ts';
import { textEdit } from '../support/mutation.ts';
import { networkPorts } from '../support/networks.ts';
import { fewer } from '../support/share.ts';
import { zipBytes } from '../support/zips.ts';

/** Not a measurement but the line between slow and hanging: a case takes some milliseconds. */
const HANG_MS = 2_000;
const SEED = 20_261_127;
const CASES = fewer(60, 30);
const CASES_OF_HDF5 = fewer(25, 12); // each of six files, beside the 300 of test/fuzz

/** A model may end WebAssembly: the next one has another. */
const ports = { ...networkPorts, tensorflow: () => openTensorflow(undefined, 'wasm') };

type Bytes = Uint8Array<ArrayBuffer>;
type Edit = (bytes: Bytes) => Bytes;

/** Sizes, counts, addresses and versions that a hostile writer would try. */
const nasty = [0n, 1n, 2n, 4n, 8n, 255n, 65_535n, 1n << 31n, (1n << 32n) - 1n, 1n << 53n];
const every = [...nasty, 1n << 62n, (1n << 64n) - 1n];
const fraction = fc.noBias(fc.nat(2 ** 30 - 1)).map((n) => n / 2 ** 30);

/** Where a header is: its marks are the beginnings of groups, trees, heaps and messages. */
const MARKS = /TREE|HEAP|SNOD|GCOL|OHDR|OCHK|FRHP|FHDB|FHIB|BTHD|BTLF|BTIN|\x89HDF/g;

/** A place in the first 64 bytes after a mark, mostly; else anywhere. */
function placeIn(bytes: Bytes, where: number): number {
  const marks = [...Buffer.from(bytes).toString('latin1').matchAll(MARKS)];
  const anywhere = Math.floor(where * bytes.length);
  if (marks.length === 0 || where < 0.3) return anywhere;
  const [mark, rest] = [((where - 0.3) / 0.7) * marks.length, 64];
  return Math.min(marks[Math.floor(mark)].index + Math.floor((mark % 1) * rest), bytes.length - 1);
}

const edit: fc.Arbitrary<Edit> = fc.oneof(
  fc.tuple(fraction, fc.nat(255)).map(([where, byte]): Edit => {
    return (bytes) => (bytes.length > 0 ? bytes.with(placeIn(bytes, where), byte) : bytes);
  }),
  fc.tuple(fraction, fc.constantFrom(...every), fc.constantFrom(2, 4, 8)).map(
    ([where, value, width]): Edit =>
      (bytes) => {
        const copy = bytes.slice();
        const at = placeIn(bytes, where);
        if (at + width > copy.length || at < 0) return copy;
        for (let i = 0; i < width; i++) copy[at + i] = Number((value >> BigInt(8 * i)) & 255n);
        return copy;
      },
  ),
  // An address or a size in place of another: trees that lead round, heaps that are objects.
  fc.tuple(fraction, fraction).map(([from, to]): Edit => {
    return (bytes) => {
      const copy = bytes.slice();
      const [a, b] = [placeIn(bytes, from) & ~7, placeIn(bytes, to) & ~7];
      copy.set(bytes.subarray(a, Math.min(a + 8, bytes.length - Math.max(b - a, 0))), b);
      return copy;
    };
  }),
  fraction.map(
    (where): Edit =>
      (bytes) =>
        bytes.slice(0, Math.floor(where * bytes.length * 1.2)),
  ),
);
const edits = fc.array(edit, { minLength: 1, maxLength: 3 });
const edited = (bytes: Bytes, all: readonly Edit[]) => all.reduce((now, one) => one(now), bytes);

const bytesOf = (path: string): Bytes => new Uint8Array(readFileSync(fixture(path)));

test.each([
  'keras/mlp.h5',
  'keras/nested.h5',
  'keras/nested.weights.h5',
  'hdf5/chunks.h5',
  'hdf5/ordered.h5',
  'hdf5/latest.h5',
])('%s, damaged', async (name) => {
  const bytes = bytesOf(name);
  const path = join(folderOf({}), 'm.h5');
  await outcomes(path, edits, (all) => writeFileSync(path, edited(bytes, all)), CASES_OF_HDF5);
});

test('an archive of Keras whose config or weights are damaged', async () => {
  const config = readFileSync(fixture('keras/refused.json'), 'utf8');
  const model = JSON.stringify(JSON.parse(config).slope).replace('0.1', '0.0');
  const weights = bytesOf('keras/mlp.h5');
  const path = join(folderOf({}), 'm.keras');
  const damage = fc.tuple(fc.array(textEdit, { maxLength: 2 }), fc.option(edits));
  await outcomes(
    path,
    damage,
    ([texts, all]) => {
      const entries = [
        { name: 'config.json', data: texts.reduce((now, one) => one(now), model) },
        { name: 'model.weights.h5', data: edited(weights, all ?? []) },
      ];
      writeFileSync(path, zipBytes(entries));
    },
    CASES,
  );
});

test.each(['mlp-tfjs-layers', 'cnn-tfjs-graph'])('%s, its model.json damaged', async (name) => {
  const folder = folderOf({});
  cpSync(fixture(`keras/${name}`), folder, { recursive: true });
  const path = join(folder, 'model.json');
  const text = readFileSync(path, 'utf8');
  const damage = fc.array(textEdit, { minLength: 1, maxLength: 2 });
  await outcomes(
    path,
    damage,
    (all) =>
      writeFileSync(
        path,
        all.reduce((now, one) => one(now), text),
      ),
    CASES,
  );
});

async function outcomes<T>(
  path: string,
  damage: fc.Arbitrary<T>,
  write: (damage: T) => void,
  cases: number,
): Promise<void> {
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(damage, async (one) => {
      write(one);
      const before = process.cpuUsage();
      if ((await outcomeOf(path, used)) === 'refused') refused++;
      expect(process.cpuUsage(before).user / 1000).toBeLessThan(HANG_MS);
    }),
    { seed: SEED, numRuns: cases, endOnFailure: true },
  );
  expect(refused).toBeGreaterThan(cases / 10);
}

async function used(checkpoint: Checkpoint, saying: Saying): Promise<void> {
  for (const tensor of checkpoint.tensors.keys()) {
    await saying(() => checkpoint.read(quietJob, tensor));
  }
  await saying(async () => (await checkpoint.graph?.(ports))?.release());
}
