// The names of weight files stand in one list; package.json, which can hold no code, and the engine, which knows no
// list of the editor's, say the same.
import { expect, test } from 'vitest';
import manifest from '../../package.json' with { type: 'json' };
import { unreadableFile } from '../../src/engine/checkpoint/foreign.ts';
import { readers } from '../../src/engine/checkpoint/readers.ts';
import {
  isModelOfFolder,
  isWeightFile,
  liesBeside,
  loneEndings,
  modelFiles,
  ownEndings,
  sharedEndings,
  weightFilePattern,
} from '../../src/protocol/weightFiles.ts';
import { commands } from '../../src/vscode/ids.ts';

const { contributes, activationEvents } = manifest;
/** Opened by a click: nothing else has them. */
const byClick = ownEndings.slice(0, 2);
const byChoice = [...ownEndings.slice(2), ...sharedEndings, ...loneEndings];
const selectors = contributes.customEditors.map(({ priority, selector }) => [
  priority,
  selector.map(({ filenamePattern }) => filenamePattern),
]);

test('the viewer opens them all: first of all what is its own, else where it is chosen', () => {
  expect(selectors).toEqual([
    ['default', byClick.map((ending) => `*.${ending}`)],
    ['option', [...byChoice.map((ending) => `*.${ending}`), ...modelFiles]],
  ]);
});

test('the menus take every name of the list, each by the same pattern', () => {
  const entries = Object.values(contributes.menus).flat();
  const patterns = entries.flatMap(({ command, when }) => {
    const found = /resourceFilename =~ \/(.*)\/i/.exec(when)?.[1];
    return found === undefined || command === commands.openViewer ? [] : [found];
  });
  expect([...new Set(patterns)]).toEqual([weightFilePattern]);
});

test('what a click opens elsewhere, the explorer offers to open in the viewer', () => {
  const [entry] = contributes.menus['explorer/context'].filter(
    ({ command }) => command === commands.openViewer,
  );
  const pattern = new RegExp(/=~ \/(.*)\/i/.exec(entry.when)![1], 'i');
  const names = [...byChoice.map((ending) => `m.${ending}`), ...modelFiles.map(named)];
  expect(names.filter((name) => !pattern.test(name))).toEqual([]);
  const not = [
    ...byClick.map((ending) => `m.${ending}`),
    'config.json',
    'notes.md',
    'my-model.json',
  ];
  expect(not.filter((name) => pattern.test(name))).toEqual([]);
});

test('a workspace with files that are weights as a rule starts the extension', () => {
  const events = activationEvents.filter((event) => event.startsWith('workspaceContains:'));
  expect(events.slice(0, ownEndings.length)).toEqual(
    ownEndings.map((ending) => `workspaceContains:**/*.${ending}`),
  );
});

test('the sentence about a file that holds none names every kind', () => {
  const { message } = unreadableFile('/w/notes.md', 'notes.md', new Uint8Array());
  const said = message.toLowerCase();
  const missing = [...ownEndings, ...sharedEndings, 'npy', 'model.json'].filter(
    (ending) => !said.includes(ending),
  );
  expect(missing).toEqual([]);
});

test.each([...ownEndings, ...sharedEndings].map((ending) => `m.${ending}`))(
  'alone in a folder %s is its model to a reader',
  (name) => {
    expect(isWeightFile(name)).toBe(true);
    expect(readers.flatMap((reader) => reader.sniffFolder([name]))).toEqual([name]);
  },
);

test.each(loneEndings.map((ending) => `m.${ending}`))(
  '%s is never the model of a folder',
  (name) => {
    expect(isWeightFile(name)).toBe(false);
    expect(readers.flatMap((reader) => reader.sniffFolder([name]))).toEqual([]);
  },
);

/** Name -> whether it lies beside a model, whether it stands for its folder. */
test.each<readonly [name: string, beside: boolean, folder: boolean]>([
  ['model.safetensors', false, true],
  ['model-00001-of-00002.safetensors', false, true],
  ['model.fp16.safetensors', false, true],
  ['model.safetensors.index.json', false, true],
  ['pytorch_model.bin', false, true],
  ['pytorch_model-00001-of-00003.bin', false, true],
  ['pytorch_model-00002-of-00003.bin', true, true],
  ['adapter_model.safetensors', false, true],
  ['adapter_config.json', false, true],
  ['model.json', false, true],
  ['mine.safetensors', false, false],
  ['model.pt', false, false],
  ['model.onnx', false, false],
  ['model.gguf', false, false],
  ['m-00001-of-00002.gguf', false, false],
  ['m-00002-of-00002.gguf', true, false],
  ['optimizer.pt', true, false],
  ['scheduler.pt', true, false],
  ['rng_state_0.pth', true, false],
  ['training_args.bin', true, false],
  ['golden.safetensors', true, false],
  ['mlp.keras.golden.safetensors', true, false],
  ['goldener.safetensors', false, false],
  ['._model.pt', true, false],
])('%s: beside a model %s, the model of its folder %s', (name, beside, folder) => {
  expect([liesBeside(name), isModelOfFolder(name)]).toEqual([beside, folder]);
});

/** A name that a pattern of the editor means. */
function named(pattern: string): string {
  return pattern.replace('*', 'm');
}
