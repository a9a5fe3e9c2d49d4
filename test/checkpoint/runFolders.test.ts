// Folders as training programs leave them: the last step is opened and said, and forms that are not read are named with the
// way out of them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { encodeSafetensors } from '../../src/engine/checkpoint/encodeSafetensors.ts';
import { trainingRuns } from '../../src/engine/checkpoint/trainingRun.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { opened, planted, type Tree } from '../support/checkpoints.ts';
import { fixture } from '../support/fixture.ts';

const torch = readFileSync(fixture('torch/views.pt'));
const weights = encodeSafetensors(new Map([['w', { dims: [1], data: Float32Array.of(1) }]]));
const files = (folder: string, ...names: readonly string[]): Tree =>
  Object.fromEntries(names.map((name) => [`${folder}/${name}`, torch]));
const steps = ['epoch=0-step=100.ckpt', 'epoch=9-step=1000.ckpt', 'epoch=10-step=1100.ckpt'];
const version = (n: number, ...names: readonly string[]): Tree =>
  files(`run/lightning_logs/version_${n}/checkpoints`, ...names);
const logs: Tree = { 'run/lightning_logs/version_3/hparams.yaml': 'lr: 1' };
const last = (name: string, n: number) =>
  `Opened "${name}", the last of ${n} steps in checkpoints.`;
const within = (name: string, folder: string) => `Looked for in "${name}" of ${folder}.`;

test.each<[what: string, tree: Tree, choose: string, name: string, notes: string[]]>([
  [
    "Lightning's run: the last step of the last version",
    { ...version(0, 'epoch=5-step=600.ckpt'), ...version(2, ...steps), ...logs },
    'run',
    'epoch=10-step=1100',
    [
      within('lightning_logs', 'run'),
      within('version_2', 'lightning_logs'),
      within('checkpoints', 'version_2'),
      last('epoch=10-step=1100.ckpt', 3),
    ],
  ],
  [
    'of ten versions by number',
    { ...version(9, 'epoch=5-step=600.ckpt'), ...version(10, 'epoch=0-step=7.ckpt') },
    'run/lightning_logs',
    'epoch=0-step=7',
    [within('version_10', 'lightning_logs'), within('checkpoints', 'version_10')],
  ],
  [
    'its last.ckpt, where there is one',
    version(0, ...steps, 'last.ckpt'),
    'run/lightning_logs/version_0/checkpoints',
    'last',
    [last('last.ckpt', 4)],
  ],
  [
    'by epochs, with what was best in the names',
    files('checkpoints', 'epoch=1-val_loss=0.50.ckpt', 'epoch=2-val_loss=0.41.ckpt'),
    'checkpoints',
    'epoch=2-val_loss=0.41',
    [last('epoch=2-val_loss=0.41.ckpt', 2)],
  ],
  [
    'what a model computed is not the model',
    {
      ...files('tl', 'model.pt'),
      'tl/golden.safetensors': weights,
      'tl/m.golden.safetensors': 'x',
    },
    'tl',
    'model',
    [],
  ],
  ["nanoGPT's out/", files('out', 'ckpt.pt'), 'out', 'ckpt', []],
  [
    'weight files by steps',
    { 'run/step-20.safetensors': weights, 'run/step-100.safetensors': weights },
    'run',
    'step-100',
    ['Opened "step-100.safetensors", the last of 2 steps in run.'],
  ],
  [
    "a trainer's step, with its optimizer beside",
    files(
      'checkpoint-5',
      'pytorch_model.bin',
      'optimizer.pt',
      'training_args.bin',
      'rng_state.pth',
    ),
    'checkpoint-5',
    'checkpoint-5',
    [],
  ],
])('opened: %s', async (_, tree, choose, name, notes) => {
  const checkpoint = await opened(join(planted(tree), choose));
  expect(checkpoint.name.split('/').at(-1)).toBe(name);
  expect(checkpoint.notes).toEqual(expect.arrayContaining(notes));
});

test.each<[what: string, tree: Tree, steps: (number | undefined)[], notes: string[]]>([
  [
    "Lightning's: the last version",
    { ...version(0, 'epoch=5-step=600.ckpt'), ...version(2, ...steps), ...logs },
    [100, 1000, 1100],
    ['Of the run\'s versions version_2 is taken, not "version_3", "version_0".'],
  ],
  ['one version, with its last', version(0, ...steps, 'last.ckpt'), [100, 1000, 1100], []],
])('a trajectory: %s', async (_, tree, expected, notes) => {
  const [run] = await trainingRuns(nodeFiles(), [join(planted(tree), 'run')]);
  expect(run.steps.map(({ step }) => step)).toEqual(expected);
  expect(run.notes).toEqual(notes);
});

const several = files('run', 'a.ckpt', 'b.ckpt');
test.each<[what: string, tree: Tree, message: string, hint: string]>([
  ['files that are no steps', several, 'has 2 files of PyTorch', 'Open one of them'],
  ...['part_', 'layer-', 'seed', 'model-0000'].map((stem): [string, Tree, string, string] => [
    `parts or runs: ${stem}1, ${stem}2`,
    files('run', `${stem}1.pt`, `${stem}2.pt`),
    'has 2 files of PyTorch',
    'Open one of them',
  ]),
  [
    'steps counted in several ways',
    files('run', 'epoch=1.ckpt', 'step=5.ckpt'),
    'has 2 files of PyTorch',
    'Open one of them',
  ],
  [
    "Meta's Llama",
    files('run', 'consolidated.00.pth', 'params.json'),
    '(consolidated.00.pth) is Llama as Meta gives it out',
    'convert_llama_weights_to_hf.py',
  ],
  [
    'DeepSpeed',
    {
      'run/latest': 'global_step9',
      ...files('run/global_step9', 'mp_rank_00_model_states.pt'),
      'run/zero_to_fp32.py': '',
    },
    'is a checkpoint of DeepSpeed, in parts by rank',
    'python zero_to_fp32.py',
  ],
  [
    'its step',
    files('run', 'mp_rank_00_model_states.pt', 'zero_pp_rank_0_mp_rank_00_optim_states.pt'),
    'is a checkpoint of DeepSpeed',
    'python zero_to_fp32.py',
  ],
  [
    'Megatron',
    {
      'run/latest_checkpointed_iteration.txt': '1000',
      ...files('run/iter_0001000/mp_rank_00', 'model_optim_rng.pt'),
    },
    'is a checkpoint of Megatron',
    'tools/checkpoint/convert.py',
  ],
  [
    'DCP',
    files('run', '.metadata', '__0_0.distcp', '__1_0.distcp'),
    'is a checkpoint of torch.distributed (DCP)',
    'dcp_to_torch',
  ],
  [
    'Orbax',
    files('run', '_CHECKPOINT_METADATA', '_METADATA', 'manifest.ocdbt'),
    'is a checkpoint of Orbax (JAX)',
    'safetensors.flax',
  ],
  [
    'SavedModel',
    files('run', 'saved_model.pb', 'variables/variables.index'),
    "TensorFlow's SavedModel form",
    'Keras or TensorFlow',
  ],
  [
    "TensorFlow's variables",
    files('run', 'checkpoint', 'model.ckpt-100.index', 'model.ckpt-100.data-00000-of-00001'),
    "a checkpoint of TensorFlow's variables",
    'safetensors.tensorflow',
  ],
  ['Flax', files('run', 'flax_model.msgpack', 'config.json'), "Flax's msgpack form", 'from_flax'],
  ['diffusers', files('run', 'model_index.json'), 'a diffusers pipeline', 'one of its models'],
  ['PaddlePaddle', files('run', 'model_state.pdparams'), "PaddlePaddle's form", 'paddle'],
  ['Core ML', files('run', 'Model.mlpackage/Manifest.json'), "Core ML's form", 'made from'],
])('refused, with the way out: %s', async (_, tree, message, hint) => {
  await expect(opened(join(planted(tree), 'run'))).rejects.toMatchObject({
    code: 'file-format',
    message: expect.stringContaining(message),
    hint: expect.stringContaining(hint),
  });
});

test.each([
  ['__0_0.distcp', 'dcp_to_torch'],
  ['flax_model.msgpack', 'from_flax'],
  ['saved_model.pb', 'Keras'],
])('a file of such a folder: %s', async (name, hint) => {
  const root = planted({ [name]: 'x'.repeat(40) });
  await expect(opened(join(root, name))).rejects.toMatchObject({
    message: expect.stringContaining('that is not read'),
    hint: expect.stringContaining(hint),
  });
});
