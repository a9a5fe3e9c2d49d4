// The checkpoints of a workspace that a command offers, and what the dialog beside them opens.
import { expect, test } from 'vitest';
import { ownEndings, sharedEndings } from '../../src/protocol/weightFiles.ts';
import { checkpointsInWorkspace, pickCheckpoints } from '../../src/vscode/pickCheckpoints.ts';
import { fakeServices } from '../support/fakeServices.ts';

/** Files -> what is offered. */
test.each<readonly [what: string, files: readonly string[], offered: readonly string[]]>([
  [
    'a file of each ending',
    [...ownEndings, ...sharedEndings].map((ending) => `m.${ending}`),
    [...ownEndings, ...sharedEndings].map((ending) => `m.${ending}`).sort(),
  ],
  [
    'folders whose model they are',
    ['a/model.safetensors', 'b/pytorch_model.bin', 'c/model.json', 'd/adapter_config.json'],
    ['a', 'b', 'c', 'd'],
  ],
  [
    'shards of one model as one',
    ['a/pytorch_model-00001-of-00002.bin', 'a/pytorch_model-00002-of-00002.bin'],
    ['a'],
  ],
  [
    'neither what a trainer left, nor saved values, nor an array or a pickle',
    [
      ...['run/model.safetensors', 'run/optimizer.pt', 'run/rng_state.pth'],
      ...['run/training_args.bin', 'run/golden.safetensors', 'losses.npy', 'results.pkl'],
    ],
    ['run'],
  ],
])('%s', async (_, files, offered) => {
  const disk = Object.fromEntries(files.map((file) => [`/w/${file}`, '']));
  const found = await checkpointsInWorkspace(fakeServices(disk).services.vscode);
  expect(found.map(({ path }) => path)).toEqual(offered.map((each) => `/w/${each}`));
});

test('the dialog shows every kind of weight file, and all files', async () => {
  const { services, asked, answers } = fakeServices();
  answers.push('Browse…', undefined);
  await pickCheckpoints(services.vscode, 1);
  expect(asked.at(-1)!.options).toMatchObject({
    filters: { Checkpoints: [...ownEndings, ...sharedEndings, 'json'], 'All files': ['*'] },
  });
});
