// EngineService, answered by the engine over Node's ports. Wiring only.
import { calibrate } from '../engine/analysis/calibrate.ts';
import { certify } from '../engine/analysis/certify.ts';
import { checkpointDiff, tensorChanges } from '../engine/analysis/checkpointDiff.ts';
import { circuit } from '../engine/analysis/circuit.ts';
import { compare } from '../engine/analysis/compare.ts';
import { distinguish } from '../engine/analysis/distinguish.ts';
import { fleet } from '../engine/analysis/fleet.ts';
import { verifyGolden } from '../engine/analysis/golden.ts';
import { goldenBeside } from '../engine/analysis/goldenMemory.ts';
import { configOf, inspect } from '../engine/analysis/inspect.ts';
import { interpret } from '../engine/analysis/interpret.ts';
import { layers } from '../engine/analysis/layers.ts';
import { map } from '../engine/analysis/map.ts';
import { reduce } from '../engine/analysis/reduce.ts';
import { studyFile } from '../engine/analysis/studyFileView.ts';
import { runStudy } from '../engine/analysis/studyRun.ts';
import { taskCheck, taskFile } from '../engine/analysis/taskCheck.ts';
import { tensorStatistics } from '../engine/analysis/tensorStatistics.ts';
import { trainingSteps } from '../engine/analysis/trainingSteps.ts';
import { trajectory } from '../engine/analysis/trajectory.ts';
import { verifyCertificate } from '../engine/analysis/verifyCertificate.ts';
import { wiring } from '../engine/analysis/wiring.ts';
import { builtInTasks } from '../engine/task/builtInTasks.ts';
import { defaultMemoryBudget } from '../platform/memory.ts';
import { nodePorts } from '../platform/ports.ts';
import type { EngineService, ProcessSettings } from '../protocol/engineService.ts';
import type { MachineOptions } from '../protocol/runOptions.ts';
import type { Call, Handlers } from '../protocol/server.ts';
import { doctor } from './doctor.ts';
import { handOutConfig, handOutDiff, handOutInspection } from './handOut.ts';
import { jobOf } from './job.ts';
import { withSoFar } from './soFar.ts';

const MB = 1e6;

export function engineHandlers({
  cache,
  bases,
  mappings,
}: ProcessSettings): Handlers<EngineService> {
  const ports = (call: Call, machine: MachineOptions = {}) =>
    nodePorts({
      threads: machine.threads,
      cache,
      bases,
      mappings,
      devices: devicesFor(machine),
      onNote: (sentence) => call.note(sentence),
    });
  return {
    inspect: async (call, request) => {
      const view = await inspect(jobOf(call), ports(call), request);
      return handOutInspection(call, view, request.list ?? false);
    },
    config: async (call, request) => handOutConfig(await configOf(ports(call), request)),
    tensorStatistics: (call, request) => tensorStatistics(jobOf(call), ports(call), request),
    checkpointDiff: async (call, request) =>
      handOutDiff(call, await checkpointDiff(jobOf(call), ports(call), request)),
    tensorChanges: (call, request) => tensorChanges(jobOf(call), ports(call), request),
    taskCheck: (call, request) => taskCheck(jobOf(call), ports(call), request),
    taskFile: (call, request) => taskFile(jobOf(call), ports(call), request),
    builtInTasks: async () => builtInTasks.map(({ name, description }) => ({ name, description })),
    interpret: (call, request) =>
      withSoFar(call, (soFar) =>
        interpret(jobOf(call), ports(call, request), withBudget(request), soFar),
      ),
    compare: (call, request) =>
      withSoFar(call, (soFar) =>
        compare(jobOf(call), ports(call, request), withBudget(request), soFar),
      ),
    fleet: (call, request) =>
      withSoFar(call, (soFar) =>
        fleet(jobOf(call), ports(call, request), withBudget(request), soFar),
      ),
    certify: (call, request) => certify(jobOf(call), ports(call, request), withBudget(request)),
    verifyCertificate: (call, request) =>
      verifyCertificate(jobOf(call), ports(call, request), withBudget(request)),
    map: (call, request) => map(jobOf(call), ports(call), request),
    verifyGolden: (call, request) =>
      verifyGolden(jobOf(call), ports(call, request), withBudget(request)),
    goldenBeside: (call, request) => goldenBeside(jobOf(call), ports(call), request),
    trajectory: (call, request) =>
      withSoFar(call, (soFar) =>
        trajectory(jobOf(call), ports(call, request), withBudget(request), soFar),
      ),
    trainingSteps: (call, request) => trainingSteps(ports(call), request),
    layers: (call, request) => layers(jobOf(call), ports(call, request), withBudget(request)),
    calibrate: (call, request) => calibrate(jobOf(call), ports(call, request), withBudget(request)),
    distinguish: (call, request) =>
      distinguish(jobOf(call), ports(call, request), withBudget(request)),
    reduce: (call, request) => reduce(jobOf(call), ports(call, request), withBudget(request)),
    circuit: (call, request) => circuit(jobOf(call), ports(call, request), withBudget(request)),
    study: (call, request) =>
      runStudy(jobOf(call), ports(call, request), withBudget(request), (result) =>
        call.part(result),
      ),
    studyFile: (call, request) => studyFile(ports(call), request),
    wiring: (call, request) => wiring(jobOf(call), ports(call, request), withBudget(request)),
    doctor: (call, request) =>
      doctor(jobOf(call), ports(call, request), cache, withBudget(request)),
  };
}

/** This module is the compute process: it can be started anew to try a driver. */
function devicesFor({ device = 'auto', precision = 'f32', deviceMemory }: MachineOptions) {
  const memory = deviceMemory === undefined ? undefined : deviceMemory * MB;
  return { wish: device, precision, memory, trial: process.argv[1] };
}

/** The engine does not know the machine: what it may use is always said. */
function withBudget<R extends { readonly memory?: number }>(request: R): R & { memory: number } {
  return { ...request, memory: request.memory ?? Math.floor(defaultMemoryBudget() / MB) };
}
