// The second half of a transformer block: z is written back to the residual stream, then the MLP. As one stage, or as
// two with m, what the MLP adds, at the boundary between them: for whoever wants to see or change that.
import type { GraphBuilder, Value } from './graph.ts';
import { activate, declareWeights, linear, norm, picked, rowsOf, stateOf } from './layers.ts';
import { type BlockSpec, finishWeights, normed, type WeightSpec } from './spec.ts';
import type { Kind, Stage, State } from './stage.ts';

/** x [B, P, d], z [B, P or 1, H dh] -> x [B, P or 1, d]. Marks what attention and MLP add, [B, P or 1, d]. */
export function finishStage(block: BlockSpec, group: string): Stage {
  const { width } = block;
  return {
    ...ofBlock(block, group, 'finish', finishWeights(block)),
    takes: { x: width, z: widthOfZ(block) },
    gives: { x: width },
    ends: ['z'],
    build: (graph, state, kind) => {
      const { middle, added } = write(graph, block, kind, state);
      return { x: stateOf(graph, sum(graph, block, middle, added), state.x, width) };
    },
  };
}

/** x [B, P, d], z [B, P or 1, H dh] -> x, with what attention adds, and m, what the MLP adds: [B, P or 1, d]. */
export function writeStage(block: BlockSpec, group: string): Stage {
  const { width } = block;
  return {
    ...ofBlock(block, group, 'write', writeWeights(block)),
    takes: { x: width, z: widthOfZ(block) },
    gives: { x: width, m: width },
    ends: ['z'],
    build: (graph, state, kind) => {
      const { middle, added } = write(graph, block, kind, state);
      const stateLike = (rows: Value) => stateOf(graph, rows, state.x, width);
      return { x: stateLike(middle), m: stateLike(added) };
    },
  };
}

/** x, m [B, P, d] -> x [B, P, d] */
export function addStage(block: BlockSpec, group: string): Stage {
  const { width } = block;
  return {
    ...ofBlock(block, group, 'add', sumWeights(block)),
    takes: { x: width, m: width },
    gives: { x: width },
    ends: ['m'],
    widest: width,
    build: (graph, { x, m }) => {
      const [middle, added] = [x, m].map((state) => rowsOf(graph, state, width));
      return { x: stateOf(graph, sum(graph, block, middle, added), x, width) };
    },
  };
}

function ofBlock(block: BlockSpec, group: string, name: string, weights: readonly WeightSpec[]) {
  const { attention, mlp } = block;
  const [from, bias] = [widthOfZ(block), attention.bias.out];
  return {
    ...({ group, weights, sees: 'itself', headWidth: undefined, past: undefined } as const),
    widest: mlp.gated ? 2 * mlp.width : mlp.width,
    content: `${name} ${JSON.stringify({ ...block, attention: { from, bias } })}`,
    inputs: () => ({}),
  };
}

const widthOfZ = ({ attention: { heads, headWidth } }: BlockSpec) => heads * headWidth;

/** A norm after the sum of the stream and what the MLP adds is the sum's. */
const isOfSum = ({ order }: BlockSpec, { name }: WeightSpec) =>
  normed[order].stream && name.startsWith('norm2.');
const sumWeights = (block: BlockSpec) =>
  finishWeights(block).filter((weight) => isOfSum(block, weight));
const writeWeights = (block: BlockSpec) =>
  finishWeights(block).filter((weight) => !isOfSum(block, weight));

/**
 * The residual stream between attention and MLP, and what the MLP adds to it, in the block's order. Rows are [R, ...],
 * R = B P or B. Marks what attention and MLP add, [B, Q, d], and the rows of the stream that the MLP reads.
 */
function write(graph: GraphBuilder, block: BlockSpec, kind: Kind, { x, z }: State) {
  const { width: d, order, layout } = block;
  const { before, after: isAfter, stream } = normed[order];
  const weights = declareWeights(graph, writeWeights(block));
  const own = picked(graph, rowsOf(graph, x, d), kind);
  const after = (value: Value, name: string) =>
    isAfter ? norm(graph, block.norm, value, name) : value;
  const heads = rowsOf(graph, z, widthOfZ(block));
  const attention = after(linear(graph, layout, weights, heads, 'out'), 'norm1_after');
  const joint = graph.op('Add', [own, attention]);
  const middle = stream ? norm(graph, block.norm, joint, 'norm1') : joint;
  const entering = order === 'parallel' ? own : middle;
  graph.mark('entering', entering, ['R', d]);
  const read = before ? norm(graph, block.norm, entering, 'norm2') : entering;
  const added = after(mlp(graph, block, weights, read), 'norm2_after');
  graph.mark('attention', stateOf(graph, attention, x, d), ['B', 'Q', d]);
  graph.mark('mlp', stateOf(graph, added, x, d), ['B', 'Q', d]);
  return { middle, added };
}

/** [R, d] */
function sum(graph: GraphBuilder, block: BlockSpec, middle: Value, added: Value): Value {
  declareWeights(graph, sumWeights(block));
  const x = graph.op('Add', [middle, added]);
  return normed[block.order].stream ? norm(graph, block.norm, x, 'norm2') : x;
}

/** [R, d] -> [R, d] */
function mlp(graph: GraphBuilder, block: BlockSpec, weights: ReadonlySet<string>, x: Value): Value {
  const { activation, gated } = block.mlp;
  const through = (value: Value, name: string) => linear(graph, block.layout, weights, value, name);
  const up = through(x, 'up');
  if (!gated) return through(activate(graph, activation, up), 'down');
  const [gate, value] = graph.ops('Split', [up], 2, { axis: 1, num_outputs: 2 });
  return through(graph.op('Mul', [activate(graph, activation, gate), value]), 'down');
}
