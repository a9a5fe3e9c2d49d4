// Node's answers to everything the engine needs from outside.
import type { Places } from '../engine/core/files.ts';
import type { Ports } from '../engine/core/ports.ts';
import type { Runtime } from '../engine/core/runtime.ts';
import type { Tensorflow } from '../engine/core/tensorflow.ts';
import { bounded } from './bounded.ts';
import { type DeviceSettings, nodeDevices } from './devices.ts';
import { nodeFiles } from './files.ts';
import { hubCaches } from './hubCaches.ts';
import { physicalCores, reclaimMemory } from './memory.ts';
import { openRuntime } from './runtime.ts';
import { sha256 } from './sha256.ts';
import { DEFAULT_CAP_BYTES, defaultCacheFolder, diskStore, noStore } from './store.ts';
import { openTensorflow } from './tensorflow.ts';

export type PortOptions = {
  readonly threads?: number; // default: physical cores
  /** The cache folder; undefined: the default one, false: no cache. */
  readonly cache?: string | false;
  readonly cacheCapBytes?: number;
  /** What may compute beside the CPU; undefined: nothing. */
  readonly devices?: Omit<DeviceSettings, 'threads'>;
  /** Of adapters, as the user names them. */
  readonly bases?: readonly string[];
  /** Mapping files, and the checkpoints or folders that each is of. */
  readonly mappings?: Places['mappings'];
  /** Told what the user should know that is no failure, a sentence each. */
  readonly onNote?: (sentence: string) => void;
};

/** Opens nothing: the runtime loads when it is first asked for, the cache folder likewise. */
export function nodePorts(options: PortOptions = {}): Ports {
  const { threads = physicalCores(), cacheCapBytes = DEFAULT_CAP_BYTES } = options;
  const { devices, bases = [], mappings } = options;
  const { cache = defaultCacheFolder(), onNote = () => undefined } = options;
  let runtime: Promise<Runtime> | undefined;
  let tensorflow: Promise<Tensorflow> | undefined;
  return {
    files: nodeFiles({ bases, hubCaches: hubCaches(), mappings }),
    runtime: () => {
      runtime ??= openRuntime({ threads });
      return runtime;
    },
    tensorflow: () => {
      tensorflow ??= openTensorflow();
      return tensorflow;
    },
    devices: devices && nodeDevices({ ...devices, threads }),
    store:
      cache === false ? noStore : diskStore(cache, { capBytes: cacheCapBytes, onProblem: onNote }),
    sha256,
    bounded,
    reclaim: reclaimMemory,
    note: onNote,
    now: () => performance.now(),
  };
}
