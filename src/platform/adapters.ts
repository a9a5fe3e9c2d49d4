// The GPUs of this machine by name, told without loading a driver: a driver can take seconds, write to the terminal, or
// end the process, and a machine that has no GPU must not pay for it.
import { execFile } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { promisify } from 'node:util';

/** [] where there is none. Never fails: what cannot be told by name is called by its kind. */
export async function adapterNames(): Promise<readonly string[]> {
  if (process.platform === 'darwin') return process.arch === 'arm64' ? appleNames() : [];
  if (process.platform === 'win32') return windowsNames();
  return process.platform === 'linux' ? linuxNames(process.env) : [];
}

/** NVIDIA's driver, the kernel's render nodes, and drivers named in the environment (`/proc` and `/dev` under `root`). */
export function linuxNames(env: NodeJS.ProcessEnv, root = ''): readonly string[] {
  const named = env.VK_DRIVER_FILES || env.VK_ICD_FILENAMES;
  const nvidia = entries(`${root}/proc/driver/nvidia/gpus`).map((gpu) => {
    const text = textOf(`${root}/proc/driver/nvidia/gpus/${gpu}/information`);
    return /^Model:\s*(.+?)\s*$/m.exec(text)?.[1] ?? 'NVIDIA GPU';
  });
  const bare = nvidia.length === 0 && existsSync(`${root}/dev/nvidia0`) ? ['NVIDIA GPU'] : [];
  const nodes = entries(`${root}/dev/dri`).filter((name) => name.startsWith('renderD'));
  const others = nodes.flatMap((node) => renderNode(root, node));
  const found = [...nvidia, ...bare, ...others];
  if (found.length > 0 || !named) return found;
  return named.split(':').map((file) => basename(file).replace(/(_icd.*)?\.json$/, ''));
}

const vendors: Readonly<Record<string, string>> = {
  '0x1002': 'AMD',
  '0x8086': 'Intel',
  '0x106b': 'Apple',
};

/** NVIDIA's are told by its driver; a card of a virtual machine that only shows a screen is none. */
function renderNode(root: string, node: string): string[] {
  const device = `${root}/sys/class/drm/${node}/device`;
  const vendor = vendors[textOf(`${device}/vendor`).trim()];
  return vendor === undefined ? [] : [`${vendor} GPU ${textOf(`${device}/device`).trim()}`];
}

async function appleNames(): Promise<readonly string[]> {
  const [name] = (await said('sysctl', ['-n', 'machdep.cpu.brand_string'])).split('\n');
  return [`${name || 'Apple'} GPU`];
}

async function windowsNames(): Promise<readonly string[]> {
  const list = '(Get-CimInstance Win32_VideoController).Name';
  const text = await said('powershell.exe', ['-NoProfile', '-NonInteractive', '-Command', list]);
  const names = text.split(/\r?\n/).map((line) => line.trim());
  return names.filter(
    (name) => name !== '' && !/Basic (Display|Render)|Remote Display/i.test(name),
  );
}

const patienceMs = 10_000; // a machine that has just woken up

async function said(program: string, words: readonly string[]): Promise<string> {
  try {
    return (await promisify(execFile)(program, words, { timeout: patienceMs })).stdout;
  } catch {
    return ''; // not there, or not in time: then there is no name
  }
}

function entries(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return []; // no such driver
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the driver does not say
  }
}
