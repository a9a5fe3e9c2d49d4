// A device may be lost at any call: what fails is always the device, the CPU does the work anew, and nothing stays behind.
import { expect, onTestFinished, test } from 'vitest';
import { runPlan } from '../../src/engine/analysis/modelRun.ts';
import { Ready } from '../../src/engine/analysis/ready.ts';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { blockSizeOn, blocksOf } from '../../src/engine/forward/blocks.ts';
import { deviceRoom } from '../../src/engine/forward/deviceMemory.ts';
import { comparisonPlan, cutSites } from '../../src/engine/forward/plan.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { fixture } from '../support/fixture.ts';
import { least } from '../support/leastMemory.ts';
import { furthest, testRuntime } from '../support/models.ts';
import { type StandInOptions, standIn } from '../support/standInDevice.ts';
import { testPorts } from '../support/stores.ts';
import { answering, tokenTask } from '../support/tokenTask.ts';

const calls = ['onSession', 'onPut', 'onRun', 'onGet', 'onGiveBack', 'onRelease'] as const;
type Call = (typeof calls)[number];
const rooms = ['all stays', 'states leave and weights pass'] as const;
type Room = (typeof rooms)[number];

const prompts = { vocabulary: 19, pairs: 4, spans: [0, undefined, 1] };

/** What is run, of which each run has a look. */
async function made() {
  const model = modelOf(await openCheckpoint(nodeFiles(), sha256, fixture('checkpoints/llama')));
  const network = networkOf(model);
  const trial = answering(tokenTask({ seed: 'lost', ...prompts }), Int32Array.of(3, 7, 11));
  const kinds = { shares: [0b01], sets: [0b11] };
  const plan = comparisonPlan(cutSites(network, trial.own.length), network, kinds);
  const size = blockSizeOn(standIn(await testRuntime()).runtime);
  const blocks = blocksOf(network, trial, plan, size);
  return { model, network, trial, plan, blocks };
}
const set = made();

/** A plan on a device of which the calls are counted; from call number `at` of one kind on it is lost to all or to that one. */
async function ranOn(room: Room, lost?: { call: Call; at: number; toAll: boolean }) {
  const count = new Map<Call, number>();
  let isLost = false;
  const hear = (call: Call) => () => {
    const n = count.get(call) ?? 0;
    count.set(call, n + 1);
    const here = lost?.call === call && n >= lost.at;
    if (here && lost.toAll) isLost = true;
    if (here || isLost) throw new EngineError('device', 'the GPU failed: device lost');
  };
  const on: StandInOptions = Object.fromEntries(calls.map((call) => [call, hear(call)]));
  const cpu = await testRuntime();
  const said: string[] = [];
  const { model, network, trial, plan, blocks } = await set;
  const memory =
    room === 'all stays' ? 2 ** 30 : least(2 ** 30, (of) => deviceRoom(network, blocks, of));
  const there = standIn(cpu, { ...on, device: { memory } });
  let runtime: Runtime = there.runtime;
  const ready = new Ready();
  const ports: Ports = {
    ...testPorts(),
    runtime: async () => runtime,
    withdraw: async (reason) => {
      said.push(reason);
      runtime = cpu;
    },
  };
  const run = { model, trial, depends: [], ready, memory: 1000 };
  const { logits } = await runPlan(quietJob, ports, run, plan);
  await ready.release();
  return { logits, said, count, lying: there.lying() };
}

test.each(rooms.flatMap((room) => calls.map((call) => [call, room] as const)))(
  'lost at %s where %s',
  async (call, room) => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown) => unhandled.push(reason);
    process.on('unhandledRejection', note);
    onTestFinished(() => void process.off('unhandledRejection', note));
    const whole = await ranOn(room);
    expect(whole).toMatchObject({ said: [], lying: 0 });
    const times = whole.count.get(call)!;
    expect(times).toBeGreaterThan(1);
    const half = Math.floor(times / 2);
    for (const [at, toAll] of [
      [0, true],
      [half, false],
      [half, true],
      [times - 1, true],
    ] as const) {
      const { logits, said, lying } = await ranOn(room, { call, at, toAll });
      expect(furthest(logits, whole.logits), `${at}`).toBeLessThan(1e-4);
      // What fails while all is given back has failed nobody.
      if (call !== 'onGiveBack' && call !== 'onRelease') {
        expect(said, `${at}`).toEqual(['the GPU failed: device lost']);
      }
      expect(lying, `${at}`).toBe(0);
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect(unhandled).toEqual([]);
  },
);
