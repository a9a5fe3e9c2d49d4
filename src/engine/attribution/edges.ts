// Edge attribution patching (Syed, Rager & Conmy 2023) and its integrated form (Hanna et al. 2024): how the answer would
// move, to first order, if one reader of the residual stream got from one writer what that writes in the other prompt:
// what it writes more there, times the gradient at the reader's own copy of the stream, before its norm.
import type { Job } from '../core/job.ts';
import type { Forward } from '../forward/forward.ts';
import { type Graph, GraphBuilder } from '../graph/graph.ts';
import type { Spec } from '../graph/spec.ts';
import { slotsAt } from '../graph/stage.ts';
import type { Pairs } from './ascent.ts';
import { type Slopes, slopesAt } from './reads.ts';
import { longest, type Question, type Visitor, walk } from './walk.ts';
import { type Wires, wiresOf } from './wires.ts';
import { writtenMore } from './writes.ts';

export type EdgeScores = Wires & {
  /** Of the prompt that is changed. [n] */
  readonly value: Float64Array;
  /** About how much more that would be: of every pair, [n][U V]; 0 where v does not read u. */
  readonly scores: readonly Float64Array[];
};

/** Bytes that what all writers write may take, of the pairs that go together. */
const mostBytes = 128 * 2 ** 20;

/** The network has to have seams at its heads and its MLPs; `spec`: the model's that it is of. */
export async function attributeEdges(
  job: Job,
  forward: Forward,
  spec: Spec,
  question: Question,
): Promise<EdgeScores> {
  const { name, stages, cuts } = forward.network;
  if (!('m' in slotsAt(stages, cuts[0] + 2)))
    throw new RangeError(`${name} has no seams at its MLPs`);
  const wires = wiresOf(name, spec);
  const [U, V] = [wires.writers.length, wires.readers.length];
  const scores = question.pairs.map(() => new Float64Array(U * V));
  const visitorOf = async (pairs: Pairs) => {
    const { first, batch } = pairs;
    const written = await writtenMore(job, forward, spec, pairs);
    return async (...[moment, gradients, point]: Parameters<Visitor>) => {
      const slopes = await slopesAt(job, forward, spec, wires, batch, moment, gradients, point);
      if (!slopes) return;
      const { reader, count, data } = slopes;
      const { seen } = wires.readers[reader];
      for (const [b, own] of written.entries()) {
        const part = data.length / written.length;
        const slopesOfPair = data.subarray(b * part, (b + 1) * part);
        const made = await edgesOf(job, forward, seen, own, slopesOfPair, slopes);
        made.forEach((score, i) => {
          const at = Math.floor(i / count) * V + reader + (i % count);
          scores[first + b][at] += score / question.steps;
        });
      }
    };
  };
  const each = 4 * U * longest(question) * spec.width;
  const value = await walk(job, forward, question, visitorOf, Math.floor(mostBytes / each));
  return { ...wires, value, scores };
}

const product = 'writers by readers';

/** written [U, w] times slopes [n, w], w = T d. */
function productGraph(): Graph {
  const graph = new GraphBuilder();
  const factors = [graph.input('written', ['U', 'w']), graph.input('slopes', ['n', 'w'])];
  graph.output(product, graph.op('Gemm', factors, { transB: 1 }), ['U', 'n']);
  return graph.build(product);
}

/** Of one pair: [u][n], of the writers that these readers see. */
async function edgesOf(
  job: Job,
  forward: Forward,
  seen: number,
  written: Float32Array, // [U, T d]
  slopes: Float32Array, // [n, T d]
  { group, count }: Slopes,
): Promise<Float32Array> {
  const size = slopes.length / count;
  const inputs = {
    written: { dims: [seen, size], data: written.subarray(0, seen * size) },
    slopes: { dims: [count, size], data: slopes },
  };
  const made = await forward.run(job, group, { key: product, graph: productGraph }, inputs, [
    product,
  ]);
  return made[product].data;
}
