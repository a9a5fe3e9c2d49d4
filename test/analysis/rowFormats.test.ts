// One set of weights in every format that has its own network reads the same: the same cuts, and at every site the same
// answers, whoever computes them.
import { beforeAll, expect, test } from 'vitest';
import { interpret } from '../../src/engine/analysis/interpret.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { InterpretReport } from '../../src/protocol/report.ts';
import { fixture } from '../support/fixture.ts';
import { testPorts } from '../support/stores.ts';

const read = (path: string) =>
  interpret(quietJob, testPorts(), {
    ...{ a: fixture(path), task: fixture('rows/small.task.json') },
    ...{ memory: 1000, resamples: 100, pairs: 16 },
  });

const told = ({ models: [{ sites }] }: InterpretReport) =>
  sites!.map(({ cut, span, label, strength }) => [cut, span, label, strength.toFixed(5)]);

let wanted: ReturnType<typeof told>;
beforeAll(async () => {
  wanted = told(await read('onnx/mlp.onnx'));
});

test.each(['keras/mlp.keras', 'keras/mlp.keras2.h5', 'keras/mlp-tfjs-graph'])(
  '%s',
  async (path) => {
    const report = await read(path);
    expect(told(report)).toEqual(wanted);
    expect(new Set(wanted.map(([cut]) => cut))).toEqual(new Set([0, 1, 2, 3]));
    expect(report.models[0].accuracy).toBe(1);
  },
);
