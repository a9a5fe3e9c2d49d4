// Which GPUs the system tells of, and how one is opened: tried in a process of its own first, since a driver may end it.
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { linuxNames } from '../../src/platform/adapters.ts';
import { nodeDevices } from '../../src/platform/devices.ts';
import { testRuntime } from '../support/models.ts';
import { standIn } from '../support/standInDevice.ts';

/** The root of a system that holds these files. */
function system(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'congruity-system-'));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  return root;
}

const node = (vendor: string, device: string, name = 'renderD128') => ({
  [`dev/dri/${name}`]: '',
  [`sys/class/drm/${name}/device/vendor`]: `${vendor}\n`,
  [`sys/class/drm/${name}/device/device`]: `${device}\n`,
});
const nvidia = (gpu: string, model: string) => ({
  [`proc/driver/nvidia/gpus/${gpu}/information`]: `Model: \t\t ${model}\nIRQ:   \t\t 99\n`,
});

test.each<[string, Record<string, string>, NodeJS.ProcessEnv, string[]]>([
  ['nothing', {}, {}, []],
  ['a card of NVIDIA', nvidia('0000:01:00.0', 'NVIDIA H200'), {}, ['NVIDIA H200']],
  [
    'two, and the chip beside them',
    { ...nvidia('0000:01:00.0', 'A'), ...nvidia('0000:02:00.0', 'B'), ...node('0x8086', '0x46a6') },
    {},
    ['A', 'B', 'Intel GPU 0x46a6'],
  ],
  ['NVIDIA’s in a container', { 'dev/nvidia0': '' }, {}, ['NVIDIA GPU']],
  ['one of AMD', node('0x1002', '0x744c'), {}, ['AMD GPU 0x744c']],
  ['a virtual machine’s screen', node('0x1234', '0x1111'), {}, []],
  [
    'a driver in the environment',
    {},
    { VK_DRIVER_FILES: '/opt/lvp_icd.x86_64.json:/opt/vk_swiftshader_icd.json' },
    ['lvp', 'vk_swiftshader'],
  ],
  [
    'a card, and the driver that the environment names for it',
    nvidia('0000:01:00.0', 'NVIDIA H200'),
    { VK_DRIVER_FILES: '/x/nvidia_icd.json' },
    ['NVIDIA H200'],
  ],
])('Linux tells of %s', (_, files, env, names) => {
  expect(linuxNames(env, system(files))).toEqual(names);
});

/** A module that a trial runs. */
const trialOf = (code: string) => join(system({ 'trial.mjs': code }), 'trial.mjs');

async function open(trial: string | undefined, names: readonly string[] = ['Card']) {
  const { runtime } = standIn(await testRuntime());
  let opened = 0;
  const devices = nodeDevices(
    { wish: 'gpu', precision: 'f32', threads: 1, trial },
    {
      names: async () => names,
      runtime: async ({ name }) => {
        opened++;
        return { ...runtime, device: { ...runtime.device!, name } };
      },
    },
  );
  const found = await Promise.all([devices.open(), devices.open()]);
  return { names: found.map(({ device }) => device!.name), opened };
}

test('a device is opened once, for all that ask', async () => {
  const good = trialOf(`process.send('', () => process.exit(0))`);
  expect(await open(good)).toEqual({ names: ['Card', 'Card'], opened: 1 });
  expect(await open(undefined, ['A', 'B'])).toEqual({ names: ['A / B', 'A / B'], opened: 1 });
});

test.each<[string, string | undefined, string[], RegExp]>([
  ['there is none', undefined, [], /no GPU was found/],
  ['it computes wrong', `process.send('a block: off by 1')`, ['Card'], /trial: a block: off by 1/],
  ['its driver ends the process', `process.kill(process.pid, 'SIGKILL')`, ['Card'], /SIGKILL/],
  ['its driver leaves', 'process.exit(3)', ['Card'], /ended the process \(3\)/],
])('%s: no device', async (_, code, names, message) => {
  const trial = code === undefined ? undefined : trialOf(code);
  await expect(open(trial, names)).rejects.toMatchObject({
    code: 'device',
    message: expect.stringMatching(message),
  });
});
