// Any value given and any wanted: what lies between is computed, and where that is not enough, what lacks is said.
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { EngineError } from '../../src/engine/core/error.ts';
import { type Job, quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { planted } from '../support/checkpoints.ts';
import { integers, modelBytes, node, type Parts, plain, value } from '../support/onnxFiles.ts';
import { gives, graphOf, made, ports, rows } from '../support/onnxGraphs.ts';

const x = rows([2, 2], 1, 2, 3, 4);
/** x times w, plus b, of `plain`. */
const y = [9.5, 11.5, 15, 19.5, 25.5, 33];

/** Two features of each of two positions, turned about, with the sizes taken from the input as exporters do. */
const turned: Parts = {
  nodes: [
    node('Relu', ['x'], ['r']),
    node('Shape', ['x'], ['size']),
    node('Gather', ['size', 'zero'], ['n1']),
    node('Concat', ['n1', 'rest'], ['flat_size'], { axis: 0 }),
    node('Reshape', ['r', 'flat_size'], ['flat']),
    node('Split', ['flat'], ['left', 'right'], { axis: 1 }),
    node('Sub', ['left', 'right'], ['y']),
  ],
  weights: [integers('zero', [0]), integers('rest', [-1])],
  inputs: [value('x', ['n', 2, 2])],
  outputs: [value('y', ['n', 2])],
};

describe('values on the way', () => {
  const input = rows([2, 2, 2], 1, 2, -3, 5, 4, 0, 1, 1);

  test('a size that is taken of the input follows from another value', async () => {
    const graph = await made(modelBytes(turned, { opset: 13 }));
    const { r, flat, y: out } = await graph.run(quietJob, { x: input }, ['r', 'flat', 'y']);
    expect([...out.data]).toEqual([1, -3, 3, -1]);
    expect(await gives(graph, { r }, 'y')).toEqual([
      [2, 2],
      [1, -3, 3, -1],
    ]);
    expect(await gives(graph, { flat }, 'y')).toEqual([
      [2, 2],
      [1, -3, 3, -1],
    ]);
    expect(graph.steps.map(({ op, takes }) => [op, takes])).toEqual([
      ['Relu', ['x']],
      ['Reshape', ['r']],
      ['Split', ['flat']],
      ['Sub', ['left', 'right']],
    ]);
  });

  test('a size that only looks like that of the input in some runs is not taken for it', async () => {
    // Of t positions every third is kept: 2 of 5 and 3 of 8, as many as there are samples.
    const graph = await made(
      modelBytes(
        {
          nodes: [
            node('MaxPool', ['x'], ['p'], { kernel_shape: [1], strides: [3] }),
            node('Shape', ['p'], ['size'], { start: 2, end: 3 }),
            node('Relu', ['p'], ['r']),
            node('ReduceMean', ['r'], ['m'], { axes: [2], keepdims: 1 }),
            node('Concat', ['ones', 'size'], ['wide'], { axis: 0 }),
            node('Expand', ['m', 'wide'], ['y']),
          ],
          weights: [integers('ones', [1, 1])],
          inputs: [value('x', ['n', 2, 't'])],
          outputs: [value('y', ['n', 2, 'u'])],
        },
        { opset: 17 },
      ),
    );
    const long = rows([1, 2, 7], ...Array.from({ length: 14 }, (_, i) => i));
    const { r, m } = await graph.run(quietJob, { x: long }, ['r', 'm', 'y']);
    expect(await gives(graph, { r }, 'y')).toEqual([
      [1, 2, 3],
      [3, 3, 3, 10, 10, 10],
    ]);
    await expect(gives(graph, { m }, 'y')).rejects.toThrow('the size of "p"');
  });

  test('one output of a node is given, the other computed', async () => {
    const graph = await made(modelBytes(turned, { opset: 13 }));
    const left = rows([2, 2], 10, 10, 10, 10);
    expect(await gives(graph, { x: input, left }, 'y')).toEqual([
      [2, 2],
      [10, 5, 9, 9],
    ]);
    expect(await gives(graph, { x: input, left }, 'left')).toEqual([
      [2, 2],
      [10, 10, 10, 10],
    ]);
  });

  test('what a value alone does not give is said, with what lacks', async () => {
    const graph = await made(modelBytes(turned, { opset: 13 }));
    const error = await gives(graph, { left: rows([2, 2], 1, 2, 3, 4) }, 'y').catch((e) => e);
    expect(error).toMatchObject({ code: 'model-inconsistent' });
    expect(error.message).toContain('"y" of');
    expect(error.message).toContain('does not follow from "left" alone');
    expect(error.hint).toBe('It is computed from "right" as well: give that too.');
  });

  test.each([
    ['a value that is not there', { x }, 'ghost', 'the value "ghost"'],
    ['a weight', { x }, 'w', 'none that depends on an input'],
    ['given what is not there', { ghost: x }, 'y', 'the value "ghost"'],
    ['of another rank', { x: rows([2, 2, 1], 1, 2, 3, 4) }, 'y', '"x" has 3 axes, 2 are wanted'],
    ['of another width', { x: rows([1, 3], 1, 2, 3) }, 'y', 'a graph failed'],
    ['of no samples in common', { x, h: rows([1, 3], 1, 2, 3) }, 'y', 'found: 2 and 1'],
    ['nothing given', {}, 'y', 'found: none'],
  ])('refused: %s', async (_, given, wanted, sentence) => {
    const graph = await made(modelBytes(plain));
    const error: Error = await graph.run(quietJob, given, [wanted]).catch((thrown) => thrown);
    expect(error).toBeInstanceOf(EngineError);
    expect(error.message).toContain(sentence);
  });

  test('a run is cancelled between batches', async () => {
    const graph = await made(modelBytes({ ...plain, inputs: [value('x', [1, 2])] }));
    let pauses = 0;
    const job: Job = {
      ...quietJob,
      pause: async () => {
        if (++pauses === 2) throw new EngineError('cancelled', 'the run was cancelled');
      },
    };
    await expect(graph.run(job, { x }, ['y'])).rejects.toMatchObject({ code: 'cancelled' });
    expect(await gives(graph, { x }, 'y')).toEqual([[2, 3], y]);
  });

  test('runs at one time wait for each other and agree', async () => {
    const graph = await made(modelBytes(plain));
    const wanted = ['h', 'y', 'h', 'y'];
    const found = await Promise.all(wanted.map((name) => gives(graph, { x }, name)));
    expect(found[1]).toEqual(found[3]);
    expect(found[1]).toEqual([[2, 3], y]);
  });
});

test('a session is made once for what is given and wanted, and all are released', async () => {
  const sessions = { made: 0, open: 0 };
  const counting: Ports = {
    ...ports,
    runtime: async () => {
      const runtime = await ports.runtime();
      return {
        ...runtime,
        session: async (onnx, options) => {
          const session = await runtime.session(onnx, options);
          sessions.made++;
          sessions.open++;
          return {
            ...session,
            release: () => {
              sessions.open--;
              return session.release();
            },
          };
        },
      };
    },
  };
  const path = join(planted({ 'm.onnx': modelBytes(plain) }), 'm.onnx');
  const graph = await graphOf(path, counting);
  expect(sessions.open).toBe(0); // those that told types and axes are gone
  const { made: before } = sessions;
  for (let i = 0; i < 3; i++) {
    await graph.run(quietJob, { x }, ['y']);
    await graph.run(quietJob, { x }, ['h', 'y']);
  }
  expect(sessions.made - before).toBe(2);
  await graph.release();
  expect(sessions.open).toBe(0);
});
