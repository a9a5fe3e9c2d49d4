// The table of test/fixture/hostile (its README says who made it): every entry gets its sentence,
// nothing outside its folder is opened, little is read and nothing stays open.
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { EngineError, type ErrorCode } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { opened, recorded } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';

type Refusal = readonly [path: string, code: ErrorCode, sentence: string];

const refused: readonly Refusal[] = [
  ['truncated.safetensors', 'file-format', ': 12 bytes are missing'],
  ['header-longer-than-file.safetensors', 'file-format', '4,096 bytes, longer than the file'],
  ['header-100mb.safetensors', 'file-unsafe', 'a header of 100,000,001 bytes, 50,000,000 are'],
  ['header-not-json.safetensors', 'file-format', 'is not JSON: line 1, column 2'],
  ['overlapping-offsets.safetensors', 'file-format', 'tensor "b"'],
  ['offsets-out-of-range.safetensors', 'file-format', 'tensor "b"'],
  ['offsets-disagree-with-shape.safetensors', 'file-format', 'tensor "b"'],
  ['duplicate-key.safetensors', 'file-format', 'the key "a" twice'],
  ['dtype-unknown.safetensors', 'file-format', 'has the unknown dtype "F31"'],
  ['empty.safetensors', 'file-format', 'is empty (0 bytes)'],
  ['empty.pt', 'file-format', 'is empty (0 bytes)'],
  ['directory.safetensors/', 'file-format', 'is a folder, not a file'],
  ['index-missing-shard/', 'file-missing', 'names "model-00003-of-00003.safetensors"'],
  ['index-path-traversal/', 'file-unsafe', 'names "../../x.safetensors"'],
  ['os-system.pt', 'file-unsafe', 'calls os.system, which no checkpoint needs'],
  ['posix-system-nested.pt', 'file-unsafe', 'calls posix.system, which no checkpoint needs'],
  ['builtins-eval.pt', 'file-unsafe', 'calls builtins.eval, which no checkpoint needs'],
  ['zip-bomb.pt', 'file-unsafe', ': torch.save never compresses'],
  ['truncated.onnx', 'file-format', 'ends within the file: a part takes 4,'],
  ['external-data.onnx', 'file-unsafe', 'in "../../etc/passwd", a path that leaves its folder'],
  ['tfjs-path-traversal/', 'file-unsafe', 'names "../../x.bin"'],
];

/** Where the directory of a zip archive is looked for: with it, in the file's last 64 KB. */
const ZIP_END = 100_000;

/** Their tensors are in order: nan-weights is refused on reading, a Lambda when it is computed, the others by their family. */
const openable = [
  'lambda.keras',
  'empty-tensor.safetensors',
  'nan-weights/',
  'shape-mismatch/',
  'missing-tensor/',
  'absurd-config/',
];

test('every entry of expect.json is in one of the two tables', () => {
  const listed: { path: string }[] = JSON.parse(
    readFileSync(fixture('hostile/expect.json'), 'utf8'),
  );
  const tested = [...refused.map(([path]) => path), ...openable];
  expect(tested.sort()).toEqual(listed.map(({ path }) => path).sort());
});

describe('refused', () => {
  test.each(refused)('%s', async (path, code, sentence) => {
    const at = fixture(`hostile/${path}`);
    const record = recorded();
    const error = await openCheckpoint(record.files, sha256, at).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(EngineError);
    expect(error.code).toBe(code);
    expect(error.message).toContain(sentence);
    expect(error.message).not.toMatch(/\n|EISDIR|undefined/);
    expect(record.opened.filter((each) => !each.startsWith(at.replace(/\/$/, '')))).toEqual([]);
    expect(record.bytes).toBeLessThan(path.endsWith('.pt') ? ZIP_END : 12_000);
    expect(record.open).toBe(0);
  });
});

describe('opened', () => {
  test.each(openable)('%s', async (path) => {
    const checkpoint = await opened(fixture(`hostile/${path}`));
    expect(checkpoint.tensors.size).toBeGreaterThan(0);
  });

  test('an empty tensor is listed with 0 numbers', async () => {
    const checkpoint = await opened(fixture('hostile/empty-tensor.safetensors'));
    const { data, dims } = await checkpoint.read(quietJob, 'b');
    expect({ dims, length: data.length }).toEqual({ dims: [0, 4], length: 0 });
  });

  test('a NaN is refused when its tensor is read, with its name and place', async () => {
    const checkpoint = await opened(fixture('hostile/nan-weights'));
    await expect(
      checkpoint.read(quietJob, 'transformer.h.1.mlp.c_fc.weight'),
    ).rejects.toMatchObject({
      code: 'model-values',
      message: expect.stringMatching(
        /tensor "transformer\.h\.1\.mlp\.c_fc\.weight" of .* holds NaN at \[3, 5\]$/,
      ),
    });
  });
});
