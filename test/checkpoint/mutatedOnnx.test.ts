// Whatever is done to the lengths, tags and numbers of an ONNX file: it opens, reads and runs, or says in one sentence
// what is wrong. Never another error, never over 2 s of work, never a file left open.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { folderOf } from '../support/checkpoints.ts';
import { outcomeOf, type Saying } from '../support/damagedOutcome.ts';
import { fixture } from '../support/fixture.ts';
import { joined, varint } from '../support/onnxFiles.ts';
import { ports } from '../support/onnxGraphs.ts';
import { fewer } from '../support/share.ts';

/** Not a measurement but the line between slow and hanging: a case takes a few milliseconds. */
const HANG_MS = 2_000;
const SEED = 20_261_127;
const CASES = fewer(300, 100);

type Bytes = Uint8Array<ArrayBuffer>;

/** Where the head of a field begins, and where its length or number does and ends. */
type Head = { readonly tag: number; readonly from: number; readonly to: number };

/** Every field of every message, as deep as there are messages: what looks like one counts as one. */
function headsOf(bytes: Bytes, begin = 0, end = bytes.length, depth = 0): Head[] {
  const heads: Head[] = [];
  for (let at = begin; at < end; ) {
    const from = endOfVarint(bytes, at);
    const to = endOfVarint(bytes, from);
    const kind = bytes[at] & 7;
    if ((kind !== 0 && kind !== 2) || to > end) return heads;
    heads.push({ tag: at, from, to });
    const length = kind === 2 ? numberAt(bytes, from, to) : 0;
    if (to + length > end) return heads.slice(0, -1);
    if (depth < 6 && length > 0) heads.push(...headsOf(bytes, to, to + length, depth + 1));
    at = to + length;
  }
  return heads;
}

function endOfVarint(bytes: Bytes, at: number): number {
  let end = at;
  while (bytes[end] >= 0x80) end++;
  return end + 1;
}

function numberAt(bytes: Bytes, from: number, to: number): number {
  return bytes.subarray(from, to).reduceRight((sum, byte) => sum * 128 + (byte & 0x7f), 0);
}

const nasty = [
  0n,
  1n,
  2n,
  7n,
  8n,
  127n,
  128n,
  255n,
  1n << 31n,
  (1n << 32n) - 1n,
  1n << 53n,
  1n << 63n,
  (1n << 64n) - 1n,
];
const fraction = fc.noBias(fc.nat(2 ** 30 - 1)).map((n) => n / 2 ** 30);

type Edit = (bytes: Bytes, heads: readonly Head[]) => Bytes;
const spliced = (bytes: Bytes, from: number, to: number, by: Uint8Array) =>
  joined([bytes.subarray(0, from), by, bytes.subarray(to)]);
const pick = <T>(list: readonly T[], where: number) => list[Math.floor(where * list.length)];

const edit: fc.Arbitrary<Edit> = fc.oneof(
  // A length or number becomes another.
  fc.tuple(fraction, fc.constantFrom(...nasty)).map(
    ([where, value]): Edit =>
      (bytes, heads) => {
        const { from, to } = pick(heads, where);
        return spliced(bytes, from, to, varint(value));
      },
  ),
  // One that is nearly right.
  fc.tuple(fraction, fc.integer({ min: -9, max: 9 })).map(
    ([where, by]): Edit =>
      (bytes, heads) => {
        const { from, to } = pick(heads, where);
        return spliced(bytes, from, to, varint(Math.max(0, numberAt(bytes, from, to) + by)));
      },
  ),
  // A field becomes another, or of another kind.
  fc.tuple(fraction, fc.nat(255)).map(
    ([where, tag]): Edit =>
      (bytes, heads) => {
        return bytes.with(pick(heads, where).tag, tag);
      },
  ),
  // A field is left out, or comes twice.
  fc.tuple(fraction, fc.boolean()).map(
    ([where, twice]): Edit =>
      (bytes, heads) => {
        const { tag, from, to } = pick(heads, where);
        const length = (bytes[tag] & 7) === 2 ? numberAt(bytes, from, to) : 0;
        const field = bytes.slice(tag, to + length);
        return twice
          ? spliced(bytes, tag, tag, field)
          : spliced(bytes, tag, to + length, new Uint8Array());
      },
  ),
  fraction.map(
    (where): Edit =>
      (bytes) =>
        bytes.slice(0, Math.floor(where * bytes.length)),
  ),
  fc.tuple(fraction, fc.nat(255)).map(
    ([where, byte]): Edit =>
      (bytes) => {
        return bytes.with(Math.floor(where * bytes.length), byte);
      },
  ),
);

test.each(['mlp', 'types', 'cnn-external/model'])('%s.onnx, damaged', async (name) => {
  const bytes = new Uint8Array(readFileSync(fixture(`onnx/${name}.onnx`)));
  const heads = headsOf(bytes);
  const data = readFileSync(fixture('onnx/cnn-external/model.onnx.data'));
  const path = join(folderOf({ 'model.onnx.data': data }), 'm.onnx');
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(edit, { minLength: 1, maxLength: 2 }), async (edits) => {
      // The first knows the fields; the second finds them where they were.
      writeFileSync(
        path,
        edits.reduce(
          (now, one) =>
            now.length > 0
              ? one(now, heads.filter(({ to }) => to < now.length).concat(heads[0]))
              : now,
          bytes,
        ),
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

async function used(checkpoint: Checkpoint, saying: Saying): Promise<void> {
  for (const tensor of checkpoint.tensors.keys()) {
    await saying(async () => {
      for await (const piece of checkpoint.pieces(quietJob, tensor)) void piece;
    });
  }
  await saying(async () => (await checkpoint.graph?.(ports))?.release());
}
