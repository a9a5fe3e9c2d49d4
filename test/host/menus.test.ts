// The extension is there, its commands are, and selections are sorted.
import assert from 'node:assert/strict';
import { suite, test } from 'mocha';
import * as vscode from 'vscode';
import { commands } from '../../src/vscode/ids.ts';
import { checkpointsInWorkspace } from '../../src/vscode/pickCheckpoints.ts';
import { checkpointsOf } from '../../src/vscode/selection.ts';
import { inWorkspace, services } from './host.ts';

suite('the extension', () => {
  test('is active', async () => {
    await services();
    const { isActive } = vscode.extensions.getExtension('congruity.congruity') ?? {};
    assert.equal(isActive, true);
  });

  test('registers every command of its list', async () => {
    await services();
    const known = new Set(await vscode.commands.getCommands(true));
    const own = Object.values(commands).filter((id) => id !== commands.goToBlock);
    assert.deepEqual(
      own.filter((id) => !known.has(id)),
      [],
    );
  });

  test('offers the checkpoints of the workspace, a folder as one', async () => {
    const uris = await checkpointsInWorkspace(vscode);
    const names = uris.map((uri) => vscode.workspace.asRelativePath(uri));
    assert.deepEqual(names, [
      'broken.safetensors',
      'modsum/ab-gpt2',
      'modsum/ab-llama',
      'modsum/bc-llama',
      'training/checkpoint-1000',
      'training/checkpoint-500',
    ]);
  });
});

const selections: readonly (readonly [string, readonly string[][], number, readonly string[]])[] = [
  ['one folder', [['modsum', 'ab-gpt2']], 1, []],
  [
    'a folder and a file',
    [
      ['modsum', 'ab-gpt2'],
      ['modsum', 'bc-llama', 'model.safetensors'],
    ],
    2,
    [],
  ],
  [
    'three folders',
    [
      ['modsum', 'ab-gpt2'],
      ['modsum', 'ab-llama'],
      ['modsum', 'bc-llama'],
    ],
    3,
    [],
  ],
  [
    'a checkpoint, a text and a folder of other things',
    [['modsum', 'ab-gpt2'], ['README.md'], ['empty']],
    1,
    ['README.md', 'empty'],
  ],
  ['what is gone', [['gone.safetensors']], 0, ['gone.safetensors']],
  ['a training folder of pickles, which nothing reads', [['training']], 0, ['training']],
];

suite('a selection', () => {
  for (const [name, paths, count, skipped] of selections) {
    test(name, async () => {
      const uris = paths.map((path) => inWorkspace(...path));
      const selection = await checkpointsOf(await services(), uris);
      assert.equal(selection.models.length, count);
      assert.equal(selection.skipped.length, skipped.length);
      for (const [i, name] of skipped.entries()) assert.ok(selection.skipped[i].includes(name));
    });
  }
});
