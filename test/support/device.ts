// A GPU in software, where this machine has one: what is computed on a device is tested on it. Its speed says nothing.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Precision, Runtime } from '../../src/engine/core/runtime.ts';
import { deviceRuntime } from '../../src/platform/runtimeDevice.ts';

/** SwiftShader comes with Chromium. Debian 12's own software Vulkan (lavapipe) is too old for WebGPU. */
const drivers = [
  '/usr/lib/chromium/vk_swiftshader_icd.json',
  '/usr/lib/chromium-browser/vk_swiftshader_icd.json',
  '/opt/google/chrome/vk_swiftshader_icd.json',
];

/** Where Vulkan's loader is looked for; vitest.config.ts adds Chromium's own, which lies beside its driver. */
const loaders = [
  ...(process.env.LD_LIBRARY_PATH ?? '').split(':'),
  ...['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib', '/lib/x86_64-linux-gnu'],
].filter(Boolean);

export const driver =
  process.env.CONGRUITY_TEST_VULKAN ??
  drivers.find((path) => existsSync(path) && existsSync(join(path, '../libvk_swiftshader.so')));

/** Why tests on a device are skipped; undefined: they run. */
export const noDevice =
  process.platform !== 'linux' || process.arch !== 'x64'
    ? 'only the build for Linux x64 is tested on a GPU in software'
    : driver === undefined
      ? 'no GPU in software here: Debian has one in its package chromium-common'
      : loaders.every((folder) => !existsSync(join(folder, 'libvulkan.so.1')))
        ? 'no loader of Vulkan here: Debian has one in its package libvulkan1'
        : undefined;

export const software = 'SwiftShader';

/** Opened for a test file; the driver is found by a variable of the environment, read when it loads. */
export function softwareDevice(precision: Precision = 'f32'): Promise<Runtime> {
  process.env.VK_ICD_FILENAMES = driver;
  return deviceRuntime({ threads: 1, precision, name: software, memory: 2 ** 30 });
}
