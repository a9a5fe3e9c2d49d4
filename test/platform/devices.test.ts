// Which GPUs the system tells of, and how one is opened: tried in a process of its own first, since a driver may end it.
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { quietJob } from '../../src/engine/core/job.ts';
import { linuxNames } from '../../src/platform/adapters.ts';
import { nodeDevices } from '../../src/platform/devices.ts';
import { linuxDrivers } from '../../src/platform/drivers.ts';
import { tried } from '../../src/platform/trialProcess.ts';
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
  const found = await Promise.all([devices.open(quietJob), devices.open(quietJob)]);
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

const long = { timeout: 30_000 }; // of a machine that is busy

describe('a driver that hangs', () => {
  /** Its thread, for as long as any test takes. */
  const blocked = 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 60000);';
  /** Tells its process in a file, and does not answer. */
  const hanging = () => {
    const folder = system({});
    const told = join(folder, 'pid');
    const code = `require('node:fs').writeFileSync(${JSON.stringify(told)}, String(process.pid)); ${blocked}`;
    writeFileSync(join(folder, 'trial.cjs'), code);
    return { trial: join(folder, 'trial.cjs'), told };
  };
  const isGone = async (told: string) => {
    const pid = Number(readFileSync(told, 'utf8'));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow(/ESRCH/), long);
  };

  test('is given up, and its process ended', async () => {
    const { trial, told } = hanging();
    await expect(tried(quietJob, trial, 1500)).rejects.toMatchObject({
      code: 'device',
      message: 'the GPU failed its trial: its driver did not answer',
    });
    await isGone(told);
  });

  test('is left as soon as the job is cancelled; who asks anew has it tried anew', async () => {
    const { trial, told } = hanging();
    const { runtime } = standIn(await testRuntime());
    const system = { names: async () => ['Card'], runtime: async () => runtime };
    const devices = nodeDevices({ wish: 'gpu', precision: 'f32', threads: 1, trial }, system);
    let cancelled = false;
    const job = {
      ...quietJob,
      get cancelled() {
        return cancelled;
      },
    };
    const opening = devices.open(job);
    await vi.waitFor(
      () => expect(existsSync(told) && readFileSync(told, 'utf8')).toBeTruthy(),
      long,
    );
    cancelled = true;
    await expect(opening).rejects.toMatchObject({ code: 'cancelled' });
    await isGone(told);
    writeFileSync(trial, `process.send('')`);
    expect(await devices.open(quietJob)).toBe(runtime);
  });

  test('at its process’s end alone is no failure: it has answered', async () => {
    const trial = trialOf(`process.send(''); process.on('disconnect', () => { ${blocked} });`);
    await expect(tried(quietJob, trial)).resolves.toBeUndefined();
  });
});

describe('drivers are told from others', () => {
  const icd = (library: string, version = '1.0') =>
    JSON.stringify({ library_path: library, version });
  const before = {
    'usr/share/vulkan/icd.d/a.json': icd('libvulkan_a.so'),
    'usr/lib64/libvulkan_a.so': 'one',
    'proc/driver/nvidia/version': 'NVRM version: 535.1',
    'own/b.json': icd('./libb.so'),
    'own/libb.so': 'one',
  };
  /** The same system, whose files are of one time. */
  const identity = (files: Readonly<Record<string, string>>, named = '') => {
    const root = system(files);
    for (const name of Object.keys(files)) utimesSync(join(root, name), 1, 1);
    const env = named === '' ? {} : { VK_DRIVER_FILES: join(root, named) };
    return linuxDrivers(env, root).replaceAll(root, '');
  };
  const [here, named] = [identity(before), identity(before, 'own/b.json')];

  test('and are themselves', () => {
    expect(identity(before)).toBe(here);
    expect(identity(before, 'own/b.json')).toBe(named);
    expect(named).not.toBe(here);
    expect(linuxDrivers({ VK_DRIVER_FILES: '/no/such.json' }, system({}))).toContain('such.json');
  });

  test.each<[string, Record<string, string>, boolean, boolean]>([
    ['another version of NVIDIA’s', { 'proc/driver/nvidia/version': '550.2' }, true, true],
    ['another library', { 'usr/lib64/libvulkan_a.so': 'another' }, true, false],
    ['another manifest', { 'usr/share/vulkan/icd.d/a.json': icd('liba.so', '2') }, true, false],
    ['a loader of Vulkan', { 'usr/lib64/libvulkan.so.1': 'x' }, true, true],
    ['one more driver', { 'etc/vulkan/icd.d/c.json': icd('libc.so') }, true, false],
    ['another library of the one that is named', { 'own/libb.so': 'another' }, false, true],
    ['a file that is none of them', { 'usr/share/vulkan/readme': 'x' }, false, false],
  ])('%s', (_, files, isOther, isOtherNamed) => {
    const after = { ...before, ...files };
    expect(identity(after) !== here).toBe(isOther);
    expect(identity(after, 'own/b.json') !== named).toBe(isOtherNamed);
  });
});
