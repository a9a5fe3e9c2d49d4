// What a run will take of the machine's memory, known before it begins.
import { isEngineError } from '../core/error.ts';
import type { Ports } from '../core/ports.ts';
import type { Runtime } from '../core/runtime.ts';
import { type BlockSize, blockSizeOn, blocksOf } from '../forward/blocks.ts';
import { deviceRoom } from '../forward/deviceMemory.ts';
import { runnableNetwork } from '../forward/runnable.ts';
import { wholePlan } from './measure.ts';
import { MB, memoryNote, planMemory } from './memory.ts';
import { blockBytes, type Candidate } from './modelRun.ts';

/** Says once what a run will take of the machine; a run that does not fit says so itself. */
export function noteMemory(ports: Ports, candidates: readonly Candidate[], memory: number): void {
  try {
    ports.note(memoryNote(memoryTaken(candidates, memory), memory));
  } catch (error) {
    if (!isEngineError(error, 'memory')) throw error;
  }
}

/** Throws EngineError 'device' where a whole run of a model does not fit the memory of the device. */
export function refuseTooLarge(candidates: readonly Candidate[], runtime: Runtime): void {
  const { device } = runtime;
  if (!device?.tensors) return;
  for (const { subject, tokens } of candidates) {
    const network = runnableNetwork(subject.model);
    const plan = wholePlan(network, tokens);
    deviceRoom(network, blocksOf(network, tokens, plan, blockSizeOn(runtime)), device.memory);
  }
}

/** Bytes, in blocks of that size, the CPU's. Throws EngineError 'memory' where a whole run of a model does not fit. */
export function memoryTaken(
  candidates: readonly Candidate[],
  memory: number,
  size?: BlockSize,
): number {
  const estimates = candidates.map(({ subject: { model }, tokens }) => {
    const network = runnableNetwork(model);
    const blocks = blocksOf(network, tokens, wholePlan(network, tokens), size);
    return planMemory(network, blockBytes(blocks), memory * MB).estimate;
  });
  return Math.max(...estimates);
}
