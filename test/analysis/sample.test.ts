// The engine computes what the Python files of the sample compute: media/sample/check.py ran them with
// PyTorch, after loading the checkpoints strictly, and wrote test/fixture/sample/logits.json.
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { reduce } from '../../src/engine/analysis/reduce.ts';
import { openCheckpoint } from '../../src/engine/checkpoint/open.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Runtime } from '../../src/engine/core/runtime.ts';
import { modelOf } from '../../src/engine/family/model.ts';
import { activations } from '../../src/engine/forward/activations.ts';
import { Forward } from '../../src/engine/forward/forward.ts';
import { networkOf } from '../../src/engine/forward/transformer.ts';
import { nodeFiles } from '../../src/platform/files.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { openRuntime } from '../../src/platform/runtime.ts';
import { sha256 } from '../../src/platform/sha256.ts';
import { explanationOf } from '../../src/words/report.ts';
import golden from '../fixture/sample/logits.json' with { type: 'json' };
import { sample } from '../support/samples.ts';

const tolerance = 2e-6; // of the largest logit: a few roundings of float32
let runtime: Runtime;
beforeAll(async () => {
  runtime = await openRuntime({ threads: 1 });
});

test.each(Object.entries(golden.logits))('%s', async (name, wanted) => {
  const path = join(import.meta.dirname, '../../media/sample/modsum', name);
  const checkpoint = await openCheckpoint(nodeFiles(), sha256, path);
  const forward = new Forward(networkOf(modelOf(checkpoint)), runtime, 2 ** 30);
  const prompts = golden.tokens.map((tokens) => Int32Array.from(tokens));
  const { logits } = await activations(quietJob, forward, prompts);
  await checkpoint.close();
  const [, length, vocabulary] = logits!.dims; // [prompt, pos, vocab]
  const largest = Math.max(...wanted.flat().map(Math.abs));
  wanted.forEach((row, i) => {
    const at = (i * length + length - 1) * vocabulary;
    const found = logits!.data.subarray(at, at + vocabulary);
    const worst = Math.max(...row.map((logit, v) => Math.abs(logit - found[v])));
    expect(worst).toBeLessThan(tolerance * largest);
  });
});

const onTheWay =
  /^ab-gpt2 computes add-two on its way to modsum: \{a, b\}, all that add-two asks for, stands at `b` after block 0 \(0\.9\d\)\./;
const nowhere =
  /^bc-llama does not compute add-two on its way to modsum: \{a, b\}, all that add-two asks for, is held nowhere \(0\.0\d, at most 0\.[01]\d\); held on both: `b`/;

test.each([
  ['ab-gpt2', 'contains the simple task', onTheWay],
  ['bc-llama', 'does not contain the simple task', nowhere],
] as const)('the simple task of the sample, as %s has it: %s', async (model, verdict, words) => {
  const task = (name: string) => join(import.meta.dirname, '../../media/sample/modsum', name);
  const report = await reduce(quietJob, nodePorts({ cache: false, threads: 1 }), {
    ...{ a: sample(model), task: task('task.json'), to: task('add-two.task.json') },
    ...{ memory: 2000, resamples: 100, pairs: 64 },
  });
  expect(report.models.map(({ accuracy }) => accuracy)).toEqual([1, 1]);
  expect(report.verdict).toBe(verdict);
  expect(explanationOf(report)).toMatch(words);
});
