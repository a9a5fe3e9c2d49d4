// What counts as a checkpoint in a selection, and what is said of the rest: the engine decides.
import { expect, test } from 'vitest';
import type { Uri } from 'vscode';
import { checkpointsOf, selectedUris, skippedSentence } from '../../src/vscode/selection.ts';
import { fakeServices, opening } from '../support/fakeServices.ts';
import { FakeUri, fakeVscode } from '../support/fakeVscode.ts';

const file = (path: string) => FakeUri.file(path) as unknown as Uri;

/** Selected paths -> those that open, and those that do not. */
const cases: readonly (readonly [
  string,
  readonly string[],
  readonly string[],
  readonly string[],
])[] = [
  ['a file', ['/w/a.safetensors'], ['/w/a.safetensors'], []],
  ['a GGUF file', ['/w/a.gguf'], ['/w/a.gguf'], []],
  ['a folder that the engine opens', ['/w/hf'], ['/w/hf'], []],
  ['a folder of other things', ['/w/other'], [], ['/w/other']],
  [
    'files of every program',
    ['/w/a.pt', '/w/b.onnx', '/w/c.keras', '/w/d.h5', '/w/e.npz'],
    ['/w/a.pt', '/w/b.onnx', '/w/c.keras', '/w/d.h5', '/w/e.npz'],
    [],
  ],
  ['files that are not read yet', ['/w/a.pt2', '/w/b.tflite'], [], ['/w/a.pt2', '/w/b.tflite']],
  ['mixed', ['/w/readme.md', '/w/hf', '/w/gone'], ['/w/hf'], ['/w/readme.md', '/w/gone']],
  ['one twice', ['/w/hf', '/w/hf'], ['/w/hf'], []],
  [
    'in the order of the selection',
    ['/w/hf', '/w/a.safetensors'],
    ['/w/hf', '/w/a.safetensors'],
    [],
  ],
];

test.each(cases)('%s', async (_, selected, opened, skipped) => {
  const { services } = fakeServices({}, { inspect: opening(['/w/hf']) });
  const found = await checkpointsOf(services, selected.map(file));
  expect(found.models.map(({ path }) => path)).toEqual(opened);
  expect(found.models.every(({ header }) => header !== null)).toBe(true);
  expect(found.skipped).toEqual(
    skipped.map((path) => `${path} holds no weights that can be read. Choose another one.`),
  );
});

/** What a menu passes -> what is selected. */
const [one, two] = ['/w/a', '/w/b'].map(file);
const passed: readonly (readonly [string, Uri | undefined, unknown, readonly Uri[]])[] = [
  ['the explorer', one, [one, two], [one, two]],
  ['a tab, with its place', one, { groupId: 0, editorIndex: 0 }, [one]],
  ['a program', one, undefined, [one]],
  ['the palette', undefined, undefined, []],
];

test.each(passed)('%s gives a selection', (_, uri, uris, selected) => {
  expect(selectedUris(uri, uris)).toEqual(selected);
});

test('a file elsewhere than on this disk is left out, and nothing is asked of the engine', async () => {
  const { services, calls } = fakeServices();
  const uri = new FakeUri('vscode-vfs', '/w/a.safetensors') as unknown as Uri;
  const { skipped } = await checkpointsOf(services, [uri]);
  expect([skipped, calls]).toEqual([['/w/a.safetensors is not on this disk'], []]);
});

test('the sentence names the first three, and counts the rest', () => {
  const { vscode } = fakeVscode();
  const skipped = ['a', 'b', 'c', 'd', 'e'].map((name) => `${name} is a text`);
  expect(skippedSentence(vscode, [])).toBeUndefined();
  expect(skippedSentence(vscode, skipped.slice(0, 1))).toBe('Left out: a is a text');
  expect(skippedSentence(vscode, skipped)).toMatch(/c is a text; 2 more$/);
});
