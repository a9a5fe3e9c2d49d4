// What a command may use of the machine, of all its options.
import type { MachineOptions } from '../protocol/runOptions.ts';

export function machineOf(options: MachineOptions): MachineOptions {
  const { threads, memory, device, precision, deviceMemory } = options;
  return { threads, memory, device, precision, deviceMemory };
}
