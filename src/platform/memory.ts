// How much memory and how many cores this machine has, and how much of that a run may use unasked.
import { readFileSync } from 'node:fs';
import { availableParallelism, totalmem } from 'node:os';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** What the process may use, bytes: the machine's memory, or its container's limit if smaller. */
export function totalMemory(): number {
  const limit = process.constrainedMemory?.() ?? 0;
  return limit > 0 ? Math.min(limit, totalmem()) : totalmem();
}

/** A quarter of the machine's memory, bytes: room for the editor and for a training run beside. */
export function defaultMemoryBudget(): number {
  return Math.floor(totalMemory() / 4);
}

/**
 * Physical cores that this process may use: the runtime gains nothing from hyper-threads. Where the
 * system does not tell without running a program (macOS, Windows) x64 is taken to have two threads
 * a core, other machines one.
 */
export function physicalCores(): number {
  const usable = availableParallelism();
  const counted = process.platform === 'linux' ? linuxCores(usable) : undefined;
  const guessed = process.arch === 'x64' ? Math.ceil(usable / 2) : usable;
  return Math.max(1, Math.min(usable, counted ?? guessed));
}

/** Distinct sets of sibling threads; undefined where the kernel does not list them. */
function linuxCores(usable: number): number | undefined {
  const cores = new Set<string>();
  for (let cpu = 0; cpu < usable; cpu++) {
    const path = `/sys/devices/system/cpu/cpu${cpu}/topology/thread_siblings_list`;
    try {
      cores.add(readFileSync(path, 'utf8'));
    } catch {
      return undefined;
    }
  }
  return cores.size;
}

let collect: (() => void) | undefined;
let dropped = 0; // bytes since garbage was collected

/** What may lie before garbage is collected, bytes: a whole collection takes longer than a small model's run. */
const MOST_DROPPED = 32 * 2 ** 20;

/**
 * So many bytes are no longer used; garbage is collected now when it has become much. Left alone, V8 lets the
 * weights of one model lie until those of the next are read: measured on GPT-2-small, 500 MB more at the peak.
 */
export function reclaimMemory(bytes: number): void {
  dropped += bytes;
  if (dropped < MOST_DROPPED) return;
  dropped = 0;
  if (collect === undefined) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as () => void;
  }
  collect();
}
