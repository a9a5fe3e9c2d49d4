// Where the models of a run are computed. A device is used only where it has answered some of their prompts as the CPU
// does, for there are drivers that give wrong numbers without a word; `auto` also wants it to be faster. What was found is
// kept for the machine and the model, so that a timing decides once, and never bytes from run to run.
import type { Devices } from '../core/devices.ts';
import { EngineError, isEngineError } from '../core/error.ts';
import { type Job, subJob } from '../core/job.ts';
import type { Ports } from '../core/ports.ts';
import { type Runtime, runtimeKey } from '../core/runtime.ts';
import { algorithm } from '../core/version.ts';
import { blockSizeOn } from '../forward/blocks.ts';
import { isGraphModel } from '../forward/runnable.ts';
import { openedDevice } from './deviceOpening.ts';
import { type Found, isFound, probed, toleranceOn } from './deviceProbe.ts';
import { takesLittle } from './measure.ts';
import type { Candidate } from './modelRun.ts';
import { digestOf, kept } from './remember.ts';
import { memoryTaken, refuseTooLarge } from './runMemory.ts';

export type Placed = {
  /** `runtime` is the one that computes; where it is on a device that fails, `withdraw` makes it the CPU's. */
  readonly ports: Ports;
  /** Of the report; more may come while the run goes on. */
  readonly notes: string[];
  /** Why it is not the device that was asked for. */
  readonly note: () => string | undefined;
};

/** Of one run, for all its models: two that are compared are computed on the same. */
export async function placed(
  job: Job,
  ports: Ports,
  candidates: readonly Candidate[],
  memory: number, // MB
  isLittle = takesLittle(candidates),
): Promise<Placed> {
  const { devices } = ports;
  const onCpu = (why?: string): Placed => {
    const single = devices?.precision === 'f16' ? 'in single precision: f16 is a GPU’s alone' : [];
    const note = [why ?? [], single].flat().join('; ') || undefined;
    return { ports, notes: [], note: () => note };
  };
  if (devices === undefined || devices.wish === 'cpu') return onCpu();
  const own = candidates.find(({ subject }) => isGraphModel(subject.model))?.subject;
  if (own !== undefined) {
    const why = `${own.name} is computed by its own graph, on the CPU alone`;
    if (devices.wish === 'auto') return onCpu(`on the CPU: ${why}`);
    throw new EngineError('device', why, { hint: 'Compute on the CPU.' });
  }
  if (devices.wish === 'gpu')
    return onDevice(await forced(job, ports, devices, candidates, memory));
  if ((await devices.adapters()).length === 0) return onCpu('on the CPU: no GPU was found');
  if (isLittle) return onCpu('on the CPU: there is little to compute');
  if (!(await remembers(ports))) {
    return onCpu(
      'on the CPU: nothing is kept between runs, so a GPU would be chosen anew each time',
    );
  }
  try {
    const runtime = await openedDevice(job, ports, devices);
    memoryTaken(candidates, memory, blockSizeOn(runtime));
    const choice = await examined(job, ports, devices, runtime, candidates, memory);
    const against = choice.found.find(({ agrees, isFaster }) => !(agrees && isFaster));
    return against ? onCpu(`on the CPU: ${whyNot(choice, against)}`) : onDevice(choice);
  } catch (error) {
    // What goes up together there is larger than on the CPU, which may have room for its own.
    if (!isEngineError(error, 'device') && !isEngineError(error, 'memory')) throw error;
    return onCpu(`on the CPU: ${error.message}`);
  }

  function onDevice(choice: Choice): Placed {
    const { runtime, keys, found } = choice;
    ports.note(agreementOf(choice));
    const notes: string[] = [];
    let lost: string | undefined;
    const { device } = runtime;
    if (device?.precision === 'f16') notes.push(halfNote);
    const withdraw = async (reason: string) => {
      lost = `${reason}; the rest was computed on the CPU`;
      const said = `${lost[0].toUpperCase()}${lost.slice(1)}.`;
      notes.push(said);
      ports.note(said);
      for (const [i, key] of keys.entries()) {
        await keep(ports, key, { ...found[i], agrees: false, why: reason });
      }
    };
    const now = () => (lost === undefined ? Promise.resolve(runtime) : ports.runtime());
    return { ports: { ...ports, runtime: now, withdraw }, notes, note: () => lost };
  }
}

type Choice = {
  readonly runtime: Runtime;
  readonly name: string;
  /** By model: under which key it is kept, and what was found. */
  readonly keys: readonly string[];
  readonly found: readonly Found[];
};

/** The device, because it was asked for. Throws EngineError 'device' with the reason why it cannot be. */
async function forced(
  job: Job,
  ports: Ports,
  devices: Devices,
  candidates: readonly Candidate[],
  memory: number,
): Promise<Choice> {
  const runtime = await openedDevice(job, ports, devices);
  const choice = await examined(job, ports, devices, runtime, candidates, memory);
  const wrong = choice.found.find(({ agrees }) => !agrees);
  if (wrong === undefined) return choice;
  throw new EngineError('device', whyNot(choice, wrong), {
    hint: 'Compute on the CPU; a newer driver may help.',
  });
}

/** What is known of the models on the device, or is found out now. Equal models are one. */
async function examined(
  job: Job,
  ports: Ports,
  devices: Devices,
  runtime: Runtime,
  candidates: readonly Candidate[],
  memory: number,
): Promise<Choice> {
  refuseTooLarge(candidates, runtime);
  const cpu = await ports.runtime();
  const device = [runtimeKey(runtime), runtime.device!.memory, await devices.drivers()];
  const machine = [algorithm, device, runtimeKey(cpu), cpu.threads];
  const keys: string[] = [];
  const found: Found[] = [];
  for (const [i, candidate] of candidates.entries()) {
    const { digests } = candidate.subject;
    const key = `device-${digestOf(ports, [machine, digests])}`;
    const part = subJob(job, i / candidates.length, (i + 1) / candidates.length);
    const before = keys.indexOf(key);
    const known = before < 0 ? await knownOf(ports, key) : found[before];
    // What failed once may have been another program's doing: who asks for the device has it tried again.
    const isOpen = known === undefined || (devices.wish === 'gpu' && !known.agrees);
    const one = isOpen
      ? await probed(part, ports, candidate, { cpu, device: runtime, memory })
      : known;
    if (isOpen) await keep(ports, key, one);
    keys.push(key);
    found.push(one);
  }
  return { runtime, name: runtime.device!.name, keys, found };
}

function agreementOf({ runtime, name, found }: Choice): string {
  const worst = Math.max(...found.map((each) => each.worst));
  const [is, most] = [worst, toleranceOn(runtime)].map((share) => share.toPrecision(1));
  return `computed on ${name}, which answers as the CPU: logits differ by ${is} of their range, allowed ${most}`;
}

function whyNot({ runtime, name }: Choice, { agrees, why, worst, seconds }: Found): string {
  if (why !== undefined) return why;
  if (!agrees) {
    const [is, most] = [worst, toleranceOn(runtime)].map((share) => share.toPrecision(1));
    return `${name} does not answer as the CPU: logits differ by ${is} of their range, allowed ${most}, or another answer is on top`;
  }
  const [cpu, device] = [seconds.cpu, seconds.device].map((s) => `${s.toPrecision(2)} s`);
  return `${name} is not faster: some prompts take ${device} there, ${cpu} here`;
}

const halfNote =
  'Factors of matrix products are in half precision (f16): numbers may differ by some hundredths from those in single.';

async function remembers({ store }: Ports): Promise<boolean> {
  await store.put('device', new Uint8Array(1));
  return (await store.get('device')) !== undefined;
}

function knownOf(ports: Ports, key: string): Promise<Found | undefined> {
  return kept(ports, key, (bytes) => {
    const found: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (isFound(found)) return found;
    throw new EngineError('file-format', 'the stored choice of a device is none');
  }).catch(() => undefined); // damaged: made again
}

function keep({ store }: Ports, key: string, found: Found): Promise<void> {
  return store.put(key, new TextEncoder().encode(JSON.stringify(found)));
}
