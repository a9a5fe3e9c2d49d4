// A device that fails late in any command leaves the rest to the CPU, and the report says so.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { calibrate } from '../../src/engine/analysis/calibrate.ts';
import { circuit } from '../../src/engine/analysis/circuit.ts';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { layers } from '../../src/engine/analysis/layers.ts';
import { wiring } from '../../src/engine/analysis/wiring.ts';
import { EngineError } from '../../src/engine/core/error.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { testRuntime } from '../support/models.ts';
import { sample } from '../support/samples.ts';
import { share } from '../support/share.ts';
import { standIn } from '../support/standInDevice.ts';
import { memoryStore, testPorts } from '../support/stores.ts';

const [a, b] = [sample('ab-gpt2'), sample('ab-llama')];
const usual = { task: sample('task.json'), memory: 1000, pairs: 12, resamples: 100 };

/** Of models of the samples, as a file that names them. */
function truth(): string {
  const folder = mkdtempSync(join(tmpdir(), 'congruity-lost-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'truth.json');
  const models = [a, b, sample('bc-llama')].map((model) => {
    return { path: relative(folder, model), label: model.includes('ab-') ? 'ab' : 'bc' };
  });
  const task = relative(folder, usual.task);
  const tasks = [{ name: 'samples', origin: 'forced', task, models }];
  writeFileSync(path, JSON.stringify({ name: 'samples', tasks }));
  return path;
}

type Told = { readonly notes: readonly string[] };
type Command = (ports: Ports) => Promise<Told>;

/** What a command says whose device is lost after so many runs. */
async function lostAt(command: Command, at: number) {
  let runs = 0;
  const { runtime } = standIn(await testRuntime(), {
    onRun: () => {
      if (runs >= at) throw new EngineError('device', 'the GPU failed: device lost');
      runs++;
    },
    onRelease: () => {
      if (runs >= at) throw new EngineError('device', 'the GPU failed: device lost');
    },
  });
  const said: string[] = [];
  const ports: Ports = {
    ...testPorts(memoryStore()),
    devices: {
      ...{ wish: 'gpu', precision: 'f32' },
      adapters: async () => ['Stand-in'],
      drivers: async () => '1.0',
      open: async () => runtime,
    },
    note: (sentence) => said.push(sentence),
  };
  const { notes } = await command(ports);
  return { notes, said, runs };
}

const sentence = 'The GPU failed: device lost; the rest was computed on the CPU.';

test.each<[string, Command]>(
  share(
    [
      ['circuit', (ports) => circuit(quietJob, ports, { ...usual, a })],
      [
        'circuit by attribution',
        (ports) => circuit(quietJob, ports, { ...usual, a, effects: 'attribution-ig' }),
      ],
      ['wiring', (ports) => wiring(quietJob, ports, { ...usual, a, b })],
      ['layers', (ports) => layers(quietJob, ports, { ...usual, pairs: 32, a, b })],
      [
        'fleet of families',
        (ports) =>
          fleet(quietJob, ports, { ...usual, models: [a, b], against: [sample('bc-llama')] }),
      ],
      [
        'interpret with subspaces',
        (ports) => interpret(quietJob, ports, { ...usual, a, granularity: ['subspace'] }),
      ],
      [
        'calibrate',
        (ports) =>
          calibrate(quietJob, ports, {
            ...{ truth: truth(), memory: 1000, pairs: 12, resamples: 100, drawings: 0 },
            methods: ['cka-last'],
          }),
      ],
    ],
    5,
  ),
)('%s', async (_, command) => {
  const { runs, notes } = await lostAt(command, Number.POSITIVE_INFINITY);
  expect(notes.join(' ')).not.toContain(sentence);
  const lost = await lostAt(command, runs - 1); // what ran first is that of every command
  expect(lost.said).toContain(sentence);
  expect(lost.notes.join(' ')).toContain(sentence);
});
