// What counts as a checkpoint in a selection, and what is said of the rest.

import { expect, test } from 'vitest';
import type { Uri } from 'vscode';
import { checkpointsOf, selectedUris, skippedSentence } from '../../../src/vscode/selection.ts';
import { FakeUri, fakeVscode } from '../../support/fakeVscode.ts';

const files = {
  '/w/hf/config.json': '{}',
  '/w/hf/model.safetensors': '',
  '/w/sharded/model.safetensors.index.json': '{}',
  '/w/run/checkpoint-9/model.safetensors': '',
  '/w/run/checkpoint-10/model.safetensors': '',
  '/w/run/checkpoint-11/optimizer.txt': '',
  '/w/other/notes.txt': '',
  '/w/a.safetensors': '',
  '/w/B.PT': '',
  '/w/readme.md': '',
  '/w/models--a--b/refs/main': 'c1',
  '/w/models--a--b/snapshots/c1/model.safetensors': '',
};

/** Selected paths -> checkpoints, and names that are skipped. */
const cases: readonly (readonly [
  string,
  readonly string[],
  readonly string[],
  readonly string[],
])[] = [
  ['a file', ['/w/a.safetensors'], ['/w/a.safetensors'], []],
  ['an ending in capitals', ['/w/B.PT'], ['/w/B.PT'], []],
  ['a folder as transformers saves it', ['/w/hf'], ['/w/hf'], []],
  ['a folder of shards', ['/w/sharded'], ['/w/sharded'], []],
  ['a training folder: its last step with weights', ['/w/run'], ['/w/run/checkpoint-10'], []],
  ['a model of the hub’s cache', ['/w/models--a--b'], ['/w/models--a--b'], []],
  ['a folder of other things', ['/w/other'], [], ['other']],
  ['mixed', ['/w/readme.md', '/w/hf', '/w/gone'], ['/w/hf'], ['readme.md', 'gone']],
  ['one twice', ['/w/hf', '/w/hf'], ['/w/hf'], []],
  ['in the order of the selection', ['/w/hf', '/w/B.PT'], ['/w/hf', '/w/B.PT'], []],
];

test.each(cases)('%s', async (_, selected, checkpoints, skipped) => {
  const { vscode } = fakeVscode(files);
  const uris = selected.map((path) => FakeUri.file(path) as unknown as Uri);
  const found = await checkpointsOf(vscode, uris);
  expect(found.checkpoints).toEqual(checkpoints);
  expect(found.skipped.map(({ name }) => name)).toEqual(skipped);
});

const [one, two] = ['/w/a', '/w/b'].map((path) => FakeUri.file(path) as unknown as Uri);

/** What a menu passes -> what is selected. */
const passed: readonly (readonly [string, Uri | undefined, unknown, readonly Uri[]])[] = [
  ['the explorer', one, [one, two], [one, two]],
  ['a tab, with its place', one, { groupId: 0, editorIndex: 0 }, [one]],
  ['a program', one, undefined, [one]],
  ['the palette', undefined, undefined, []],
];

test.each(passed)('%s gives a selection', (_, uri, uris, selected) => {
  expect(selectedUris(uri, uris)).toEqual(selected);
});

test('a file elsewhere than on this disk is skipped', async () => {
  const { vscode } = fakeVscode(files);
  const uri = new FakeUri('vscode-vfs', '/w/a.safetensors') as unknown as Uri;
  const { skipped } = await checkpointsOf(vscode, [uri]);
  expect(skipped).toEqual([{ name: 'a.safetensors', why: 'not on this disk' }]);
});

test('the sentence names the first three, and counts the rest', () => {
  const { vscode } = fakeVscode();
  const skipped = ['a', 'b', 'c', 'd', 'e'].map((name) => ({ name, why: 'not a checkpoint' }));
  expect(skippedSentence(vscode, [])).toBeUndefined();
  expect(skippedSentence(vscode, skipped.slice(0, 1))).toBe('Skipped a (not a checkpoint).');
  expect(skippedSentence(vscode, skipped)).toMatch(/c \(not a checkpoint\), 2 more\.$/);
});
