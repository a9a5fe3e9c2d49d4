// Tasks in the tokens of a bare GGUF file: no config and no tokenizer.json beside it.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { tokenSubject, withSubjects } from '../../src/engine/analysis/models.ts';
import { taskCheck } from '../../src/engine/analysis/taskCheck.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { folderOf, opened } from '../support/checkpoints.ts';
import { ggufBytes } from '../support/gguf.ts';
import {
  awkwardTexts,
  type Keys,
  keysOf,
  llamaIds,
  llamaWith,
  tokenizerRows,
} from '../support/ggufTokenizers.ts';
import { share } from '../support/share.ts';
import { testPorts } from '../support/stores.ts';

const rowOf = (name: string) => tokenizerRows.find((row) => row.name === name)!;
const written = (keys: Keys, beside: Readonly<Record<string, string>> = {}) =>
  join(folderOf({ 'm.gguf': ggufBytes(llamaWith(keys)), ...beside }), 'm.gguf');

const names = ['smollm', 'SentencePiece, by its defaults', 'llama-bpe'];

describe.each(share(names, 2))('%s', (name) => {
  const row = rowOf(name);

  test('the ids are those of llama.cpp', async () => {
    const path = written(keysOf(row));
    await withSubjects(quietJob, testPorts(), [path], async ([subject]) => {
      const { tokenizer } = tokenSubject(subject, 'a test');
      expect(awkwardTexts.map((text) => tokenizer.ids(text, true))).toEqual(llamaIds(row));
    });
  });

  test('a task is looked at in its tokens', async () => {
    const { example } = await taskCheck(quietJob, testPorts(), {
      task: 'sequence',
      model: written(keysOf(row)),
    });
    const text = example!.baseTokens.join('').replace(/[Ġ▁]/g, ' ');
    expect(text.replace(/^<.*>/, '').trim()).toBe(example!.base);
  });
});

test('the tokenizer of the file counts, not the one beside it', async () => {
  const checkpoint = await opened(written(keysOf(rowOf('smollm')), { 'tokenizer.json': '{}' }));
  expect(checkpoint.holdsTokenizer).toBe(true);
  expect(await checkpoint.tokenizer()).toHaveProperty('model.type', 'BPE');
});

test('where the file says that it holds none, the one beside it counts', async () => {
  const beside = { 'tokenizer.json': '{"model": {"type": "WordLevel"}}' };
  const checkpoint = await opened(written({ model: 'none', tokens: ['a'] }, beside));
  expect(checkpoint.holdsTokenizer).toBe(false);
  expect(await checkpoint.tokenizer()).toHaveProperty('model.type', 'WordLevel');
});

test('a tokenizer that is not read hides no tensor', async () => {
  const checkpoint = await opened(written({ ...keysOf(rowOf('smollm')), pre: 'tomorrow' }));
  expect(checkpoint.tensors.size).toBe(11);
  await expect(checkpoint.tokenizer()).rejects.toThrow(
    'm.gguf: "tokenizer.ggml.pre" is "tomorrow", which is not known',
  );
});
