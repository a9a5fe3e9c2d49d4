// One set of weights is one model, whatever holds it: its report is the same to the last byte, apart from what it is called
// and where it came from. A container that is read has a row in test/support/containers.ts.
import { expect, test } from 'vitest';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { InterpretReport } from '../../src/protocol/report.ts';
import { folderOf } from '../support/checkpoints.ts';
import { inContainers } from '../support/containers.ts';
import { sample } from '../support/samples.ts';
import { testPorts } from '../support/stores.ts';

const trees = inContainers(sample('ab-gpt2'));

async function reportOf(container: string): Promise<InterpretReport> {
  const [a, task] = [folderOf(trees.get(container)!), sample('task.json')];
  const request = { a, task, pairs: 16, resamples: 100, memory: 1000 };
  return interpret(quietJob, testPorts(), request);
}

/** Without its provenance: digests, notes of the file, times; and what says in whose words it is stored. */
function bytesOf({ models, provenance, timings: _, notes: __, ...rest }: InterpretReport): string {
  const [{ name, family: ___, shape, ...numbers }] = models;
  const { parameters, task } = provenance;
  const model = { shape: shape.filter(([key]) => key !== 'family'), ...numbers };
  const text = JSON.stringify({ ...rest, model, parameters, task });
  return text.replaceAll(JSON.stringify(name), '"it"');
}

let usual: Promise<string> | undefined;

test.each([...trees.keys()].filter((name) => name !== 'safetensors'))('%s', async (container) => {
  usual ??= reportOf('safetensors').then(bytesOf);
  expect(bytesOf(await reportOf(container))).toBe(await usual);
});
