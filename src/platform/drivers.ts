// What tells the drivers of this machine's GPUs from others, and from themselves after an update, without loading one.
import { execFile } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { release } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';

/** Never fails: what the system does not tell is not part of it. */
export async function driverIdentity(): Promise<string> {
  const system = `${process.platform} ${release()}`; // the kernel's part; on macOS all of it
  if (process.platform === 'win32') return `${system} ${await windowsVersions()}`;
  return process.platform === 'linux' ? `${system} ${linuxDrivers(process.env)}` : system;
}

const manifests = ['/etc/vulkan/icd.d', '/usr/local/share/vulkan/icd.d', '/usr/share/vulkan/icd.d'];
const libraries = ['/usr/lib/x86_64-linux-gnu', '/usr/lib64', '/usr/lib'];

/** NVIDIA's version, how Vulkan's loader stands, and of each driver that it finds what its manifest says and how its library stands. */
export function linuxDrivers(env: NodeJS.ProcessEnv, root = ''): string {
  const named = (env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES || '').split(':').filter(Boolean);
  const found = manifests.flatMap((folder) =>
    quietly([], () =>
      readdirSync(root + folder)
        .sort()
        .map((name) => join(root, folder, name)),
    ),
  );
  const each = (named.length > 0 ? named : found).map((file) => {
    const text = quietly('', () => readFileSync(file, 'utf8'));
    const library = /"library_path"\s*:\s*"([^"]+)"/.exec(text)?.[1] ?? '';
    const places = library.includes('/')
      ? [resolve(dirname(file), library)]
      : libraries.map((folder) => join(root, folder, library));
    return [file, text, ...places.map(standing)].join(' ');
  });
  const searched = (env.LD_LIBRARY_PATH ?? '').split(':').filter(Boolean);
  const loader = [...searched, ...libraries.map((folder) => join(root, folder))].map((folder) => {
    return [folder, standing(join(folder, 'libvulkan.so.1'))].join(' ');
  });
  const nvidia = quietly('', () => readFileSync(`${root}/proc/driver/nvidia/version`, 'utf8'));
  return [nvidia, ...loader, ...each].join('\n');
}

function standing(path: string): string {
  return quietly('', () => {
    const { size, mtimeMs } = statSync(path);
    return `${size} ${mtimeMs}`;
  });
}

function quietly<T>(absent: T, read: () => T): T {
  try {
    return read();
  } catch {
    return absent; // not there, or not for us
  }
}

const patienceMs = 10_000; // a machine that has just woken up

async function windowsVersions(): Promise<string> {
  const list = '(Get-CimInstance Win32_VideoController).DriverVersion';
  const words = ['-NoProfile', '-NonInteractive', '-Command', list];
  try {
    return (await promisify(execFile)('powershell.exe', words, { timeout: patienceMs })).stdout;
  } catch {
    return ''; // not there, or not in time
  }
}
