// Files that are not what their names say, and files that are odd but good.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { opened, planted, type Tree } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';
import { editedFolder } from '../support/models.ts';
import { sample } from '../support/samples.ts';

/** Weights that are told by the name of their only tensor. */
const weights = (name: string) =>
  encodeSafetensors(new Map([[name, { dims: [1], data: Float32Array.of(1) }]]));
describe('a file that is not what its name says', () => {
  const bytes = (...head: number[]) => Uint8Array.of(...head, ...new Array(64).fill(7));
  const rows: readonly (readonly [string, string | Uint8Array, string])[] = [
    [
      'a git-lfs pointer',
      'version https://git-lfs.github.com/spec/v1\noid sha256:ab\nsize 5',
      'is a git-lfs pointer',
    ],
    ['a page', '<!DOCTYPE html>\n<html lang="en">', 'is an HTML page'],
    ['a page after spaces', '\n\n  <html>', 'is an HTML page'],
    ['an XML error', '<?xml version="1.0"?><Error><Code>AccessDenied', 'is an XML text'],
    ['a JSON error', '{"error":"Repository not found"}', "is a server's error message in JSON"],
    ['a server’s sentence', 'Entry not found', "is a server's error message"],
    ['a zip', bytes(0x50, 0x4b, 3, 4), 'is a zip archive'],
    ['gzip', bytes(0x1f, 0x8b, 8), 'is packed with gzip'],
    ['a link that became text', '../../blobs/0123abc', 'is the text of a link'],
    ['nothing', '', 'is empty (0 bytes)'],
  ];
  test.each(rows)(
    '%s: named in a folder, as a file, as a shard and as a file without ending',
    async (_, content, sentence) => {
      const root = planted({
        'm/model.safetensors': content,
        's/x.safetensors': content,
        's/model.safetensors.index.json': '{"weight_map": {"a": "x.safetensors"}}',
        blob: content,
      });
      for (const path of ['m', 'm/model.safetensors', 's', 'blob']) {
        await expect(opened(join(root, path))).rejects.toThrow(sentence);
      }
    },
  );

  test('tokenizer.json too, when it is read', async () => {
    const checkpoint = await opened(
      planted({
        'model.safetensors': weights('a'),
        'tokenizer.json': 'version https://git-lfs.github.com/spec/v1\n',
      }),
    );
    await expect(checkpoint.tokenizer()).rejects.toThrow('tokenizer.json is a git-lfs pointer');
  });
});

test.each([
  ['rope_theta', 'config.json: "rope_theta" is Infinity; allowed: a number'],
  ['rms_norm_eps', 'config.json: "rms_norm_eps" is Infinity; allowed: a number'],
  ['hidden_size', 'config.json: "hidden_size" is Infinity; allowed: a whole number'],
])('a config whose %s is Infinity is refused by its name', async (key, message) => {
  const folder = editedFolder(sample('ab-llama'), {});
  const path = join(folder, 'config.json');
  const text = readFileSync(path, 'utf8');
  writeFileSync(path, text.replace(new RegExp(`"${key}": ?[^,}]+`), `"${key}": Infinity`));
  const checkpoint = await opened(folder);
  expect(() => modelOf(checkpoint)).toThrow(message);
});

// Windows has no such files.
describe.runIf(process.platform !== 'win32')(
  'what is no regular file is refused, not waited for',
  () => {
    const good: Tree = {
      'model.safetensors': weights('a'),
      'config.json': '{"model_type": "gpt2"}',
      'tokenizer.json': '{}',
    };
    const { 'tokenizer.json': _, ...withoutTokenizer } = good;
    const old = { ...withoutTokenizer, 'vocab.json': '{"a": 0}', 'merges.txt': '' };
    const index = { 'model.safetensors.index.json': '{"weight_map": {"a": "x.safetensors"}}' };
    const rows: readonly (readonly [string, Tree])[] = [
      ['model.safetensors', good],
      ['config.json', good],
      ['tokenizer.json', good],
      ['vocab.json', old],
      ['merges.txt', old],
      ['tokenizer_config.json', old],
      ['added_tokens.json', old],
      ['model.safetensors.index.json', index],
      ['x.safetensors', index],
      ['refs/main', { 'snapshots/s/model.safetensors': weights('a') }],
    ];
    const kinds = [
      ['a pipe', (path: string) => execFileSync('mkfifo', [path])],
      ['a device', (path: string) => symlinkSync('/dev/zero', path)],
    ] as const;
    const all = rows.flatMap(([file, tree]) =>
      kinds.map(([kind, make]) => ({ file, tree, kind, make })),
    );
    test.each(all)('$file: $kind', async ({ file, tree, make }) => {
      const root = planted(tree);
      mkdirSync(dirname(join(root, file)), { recursive: true });
      rmSync(join(root, file), { force: true });
      make(join(root, file));
      const refusal = await opened(root).then(async (checkpoint) => {
        const config = checkpoint.configProblem;
        return config ?? checkpoint.tokenizer().catch((error: unknown) => error);
      }, String);
      expect(String(refusal)).toMatch(
        new RegExp(`${file}(?: is a pipe, socket or device, not a file|", a link to "/dev/zero")`),
      );
    });
  },
);

// As above.
describe.runIf(process.platform !== 'win32')('a link to itself hides nothing beside it', () => {
  test.each(['config.json', 'tokenizer.json'])('%s', async (file) => {
    const root = planted({ 'model.safetensors': weights('a') });
    symlinkSync(file, join(root, file));
    const checkpoint = await opened(root);
    expect([...checkpoint.tensors.keys()]).toHaveLength(1);
    const problem = checkpoint.configProblem ?? (await checkpoint.tokenizer().catch(String));
    expect(String(problem)).toContain(`${file} is a symbolic link to itself`);
  });

  test('a step of a run', async () => {
    const root = planted({ 'checkpoint-1/model.safetensors': weights('a') });
    symlinkSync('checkpoint-2', join(root, 'checkpoint-2'));
    expect((await opened(root)).notes[0]).toContain('"checkpoint-1", its last step with weights');
  });
});

test('field 06: the index decides which of two copies counts', async () => {
  const checkpoint = await opened(fixture('field/06-shard-overlay'));
  expect(checkpoint.tensors.get('model.norm.weight')?.file).toBe(
    'model-00002-of-00002.safetensors',
  );
  expect(checkpoint.notes).toEqual([
    expect.stringContaining('"model.norm.weight" is stored in several shards'),
  ]);
});

test('field 07: a dtype that nobody computes with is listed', async () => {
  const checkpoint = await opened(fixture('field/07-dtype-e8m0'));
  const { size } = { size: readFileSync(fixture('field/07-dtype-e8m0/model.safetensors')).length };
  const bytes = [...checkpoint.tensors.values()].map((tensor) => [tensor.dtype.name, tensor.bytes]);
  expect(bytes).toEqual([
    ['F8_E4M3', 128],
    ['F8_E8M0', 4],
    ['BF16', 8],
  ]);
  expect(size).toBe(8 + 200 + 140);
});
