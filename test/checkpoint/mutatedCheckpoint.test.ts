// Whatever is done to a checkpoint's files: it opens and reads, or says in one sentence what is
// wrong. Never another error, never over 2 s, never over 256 MB, never a file left open.
import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Checkpoint } from '../../src/engine/checkpoint/checkpoint.ts';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { bytesOf, dtypes } from '../../src/engine/core/dtype.ts';
import { isEngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { count } from '../../src/engine/core/tensor.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { folderOf, recorded } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { type Draft, damage, damaged, textEdit } from '../support/mutation.ts';
import { fewer } from '../support/share.ts';

/** Not a measurement but the line between slow and hanging: a case takes about a millisecond. */
const HANG_MS = 2_000;
const MOST_BYTES = 256 << 20;
const SEED = 20_260_303;

/** A tensor of every dtype, an empty one, and metadata. */
const everyDtype: Draft = (() => {
  const header: Record<string, unknown> = { __metadata__: { format: 'pt' } };
  let end = 0;
  for (const [name, dtype] of dtypes) {
    const begin = end;
    end += bytesOf(dtype, 8);
    header[`layer.${name}`] = { dtype: name, shape: [2, 4], data_offsets: [begin, end] };
  }
  header.none = { dtype: 'F32', shape: [0, 4], data_offsets: [end, end] };
  return { header: JSON.stringify(header), data: new Uint8Array(end) };
})();

test('a damaged .safetensors file', async () => {
  const drafts = [everyDtype, fixtureDraft('gpt2-bf16'), fixtureDraft('gpt2-f16')];
  const folder = folderOf({});
  await checkOutcomes(
    fewer(1500, 600),
    fc.tuple(fc.constantFrom(...drafts), damage),
    ([draft, what]) => {
      writeFileSync(join(folder, 'model.safetensors'), damaged(draft, what));
      return folder;
    },
  );
});

test('a damaged index of shards', async () => {
  const shard = (...names: string[]) =>
    encodeSafetensors(
      new Map(names.map((name) => [name, { dims: [1], data: Float32Array.of(1) }])),
    );
  const folder = folderOf({ 'one.safetensors': shard('a', 'b'), 'two.safetensors': shard('c') });
  const index = JSON.stringify({
    metadata: { total_size: 12 },
    weight_map: { a: 'one.safetensors', b: 'one.safetensors', c: 'two.safetensors' },
  });
  await checkOutcomes(150, fc.array(textEdit, { minLength: 1, maxLength: 3 }), (edits) => {
    const text = edits.reduce((edited, edit) => edit(edited), index);
    writeFileSync(join(folder, 'model.safetensors.index.json'), text);
    return folder;
  });
});

test('a damaged config.json', async () => {
  const folder = folderOf({ 'model.safetensors': encodeSafetensors(new Map()) });
  const config = readFileSync(fixture('checkpoints/llama/config.v5.json'), 'utf8');
  await checkOutcomes(400, fc.array(textEdit, { minLength: 1, maxLength: 3 }), (edits) => {
    writeFileSync(
      join(folder, 'config.json'),
      edits.reduce((edited, edit) => edit(edited), config),
    );
    return folder;
  });
});

function fixtureDraft(name: string): Draft {
  const bytes = new Uint8Array(readFileSync(fixture(`checkpoints/${name}/model.safetensors`)));
  const length = Number(new DataView(bytes.buffer).getBigUint64(0, true));
  const header = new TextDecoder().decode(bytes.subarray(8, 8 + length));
  return { header, data: bytes.slice(8 + length) };
}

/** Runs `cases` seeded cases; both outcomes must occur, or the damage is of no use. */
async function checkOutcomes<T>(
  cases: number,
  arbitrary: fc.Arbitrary<T>,
  write: (value: T) => string,
): Promise<void> {
  const before = process.memoryUsage().rss;
  let refused = 0;
  await fc.assert(
    fc.asyncProperty(arbitrary, async (value) => {
      if ((await outcomeOf(write(value))) === 'refused') refused++;
    }),
    { seed: SEED, numRuns: cases, endOnFailure: true },
  );
  expect(refused).toBeGreaterThan(cases / 4);
  expect(refused).toBeLessThan(cases);
  // The process's highest level ever, in KB: an allocation that is gone again counts too.
  expect(process.resourceUsage().maxRSS * 1024 - before).toBeLessThan(MOST_BYTES);
}

async function outcomeOf(folder: string): Promise<'opened' | 'refused'> {
  const record = recorded();
  const start = performance.now();
  let refusal: string | undefined;
  try {
    const checkpoint = await openCheckpoint(record.files, sha256, folder);
    refusal = checkpoint.configProblem?.message;
    await readAll(checkpoint, folder).finally(() => checkpoint.close());
  } catch (error) {
    if (!isEngineError(error) || error.code === 'internal') throw error;
    refusal = error.message;
  }
  expect(performance.now() - start).toBeLessThan(HANG_MS);
  expect(process.memoryUsage().arrayBuffers).toBeLessThan(MOST_BYTES);
  expect(record.open).toBe(0);
  expect(refusal ?? '').not.toMatch(/[\n\0\u202e]/);
  return refusal === undefined ? 'opened' : 'refused';
}

/** Reads every tensor; what was opened must account for every byte of its files. */
async function readAll(checkpoint: Checkpoint, folder: string): Promise<void> {
  for (const { name, dtype, shape, bytes } of checkpoint.tensors.values()) {
    expect(bytes).toBe(bytesOf(dtype, count(shape)));
    const refusal = dtype.isWeight ? 'model-values' : 'model-inconsistent';
    const read = await checkpoint.read(quietJob, name).catch((error) => {
      if (!isEngineError(error, refusal)) throw error;
    });
    if (read) expect(read.data).toHaveLength(count(shape));
  }
  const tensors = [...checkpoint.tensors.values()];
  for (const file of new Set(tensors.map((tensor) => tensor.file))) {
    const path = join(folder, file);
    const start = new DataView(new Uint8Array(readFileSync(path)).buffer).getUint32(0, true) + 8;
    const held = tensors.filter((tensor) => tensor.file === file);
    const bytes = held.reduce((sum, tensor) => sum + tensor.bytes, 0);
    expect(start + bytes).toBe(statSync(path).size);
  }
}
