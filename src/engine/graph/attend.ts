// The first half of a transformer block: from the residual stream x to z, what the heads have read, before it is
// written back. Which positions are computed is the caller's choice: those from the first interchanged one
// on, over keys and values of the rest.
import type { Tensor } from '../core/tensor.ts';
import type { GraphBuilder, Value } from './graph.ts';
import { capped, clipped, declareWeights, linear, norm, picked, rowsOf, sizeOf } from './layers.ts';
import { bucketsOf, causalMask, paddingMask, risingOf, rotation } from './positions.ts';
import { type Attention, attendWeights, type BlockSpec, normed } from './spec.ts';
import type { Kind, Placing, Stage } from './stage.ts';

/** x [B, P, d] -> z [B, P, H dh]. Marks the pattern [B, H, Q, T], and qkv [B P, (H + 2 K) dh]. */
export function attendStage(block: BlockSpec, group: string): Stage {
  const { attention: a, causal } = block;
  const { rotary, slopes, ...rest } = a;
  const turning = rotary?.frequencies.length;
  const qkv = (a.heads + 2 * a.kvHeads) * a.headWidth;
  return {
    group,
    sees: causal ? 'before' : 'all',
    takes: { x: block.width },
    gives: { z: a.heads * a.headWidth },
    ends: [],
    weights: attendWeights(block),
    widest: qkv,
    headWidth: a.headWidth,
    past: causal ? { heads: a.kvHeads, width: a.headWidth } : undefined,
    content: `attend ${JSON.stringify({ ...block, mlp: undefined, attention: { ...rest, turning, rises: slopes !== undefined } })}`,
    build: (graph, { x }, kind) => ({ z: attend(graph, block, kind, x) }),
    inputs: (placing) => inputsOf(block, placing),
  };
}

function inputsOf({ causal, attention }: BlockSpec, placing: Placing): Record<string, Tensor> {
  const { rotary, window, distances, slopes } = attention;
  const mask = causal ? causalMask(placing, window) : paddingMask(placing);
  return {
    mask,
    ...(rotary ? rotation(rotary, placing.start, placing.queries) : {}),
    ...(distances ? { buckets: bucketsOf(distances, placing) } : {}),
    ...(slopes ? { rising: risingOf(slopes, placing) } : {}),
  };
}

/** Query heads that share a key head are folded into its query axis: G = H / K of them. */
function attend(graph: GraphBuilder, block: BlockSpec, kind: Kind, x: Value): Value {
  const { attention: a, width: d, layout } = block;
  const { heads: H, kvHeads: K, headWidth: dh } = a;
  const G = H / K;
  const weights = declareWeights(graph, attendWeights(block));
  const shape = (...parts: (Value | number[])[]) => shapeOf(graph, parts);
  const reshape = (value: Value, to: Value) => graph.op('Reshape', [value, to]);
  const transpose = (value: Value, perm: number[]) => graph.op('Transpose', [value], { perm });
  const [batch, positions] = [sizeOf(graph, x, 0), sizeOf(graph, x, 1)];
  const count = kind.readOut ? graph.ints([1]) : positions; // Q

  const all = rowsOf(graph, x, d); // [B P, d]
  const read = normed[block.order].before ? norm(graph, block.norm, all, 'norm1') : all;
  const fused = linear(graph, layout, weights, read, 'qkv'); // [B P, (H + 2 K) dh]
  graph.mark('qkv', fused, ['R', (H + 2 * K) * dh]);
  const widths = graph.ints([H * dh, K * dh, K * dh]);
  const held = clipped(graph, fused, a.clip);
  const [q0, k0, v0] = graph.ops('Split', [held, widths], 3, { axis: 1 });
  const perHead = (value: Value, n: number) => reshape(value, shape(batch, positions, [n, dh]));
  const turned = a.rotary ? rotary(graph, a) : (value: Value) => value;
  /** Normed, then turned by its position: [B, P, n, dh]. */
  const placed = (value: Value, n: number, name: string) => {
    const whole = a.norm?.over === 'all' ? norm(graph, a.norm, value, name) : value;
    const each = perHead(whole, n);
    return turned(a.norm?.over === 'head' ? norm(graph, a.norm, each, name) : each);
  };
  const q = picked(graph, reshape(placed(q0, H, 'q_norm'), graph.ints([-1, H * dh])), kind); // [R, H dh]
  const keys = transpose(placed(k0, K, 'k_norm'), [0, 2, 3, 1]); // [B, K, dh, P]
  const values = transpose(perHead(v0, K), [0, 2, 1, 3]); // [B, K, P, dh]
  if (kind.keep) {
    graph.output('keys', keys, ['B', K, dh, 'P']);
    graph.output('values', values, ['B', K, 'P', dh]);
  }
  const past = kind.past ? withPast(graph, a, keys, values) : { keys, values };

  const scaled = graph.op('Mul', [q, graph.float(a.scale)]);
  const grouped = transpose(reshape(scaled, shape(batch, count, [K, G, dh])), [0, 2, 3, 1, 4]);
  const queries = reshape(grouped, shape(batch, [K, -1, dh])); // [B, K, G Q, dh]
  const scores = graph.op('MatMul', [queries, past.keys]); // [B, K, G Q, T]
  const byQuery = reshape(capped(graph, scores, a.softcap), shape(batch, [H], count, [-1])); // [B, H, Q, T]
  const mask = graph.input('mask', ['M', 1, 'N', 'T']);
  const seen = graph.op('Add', [byPlace(graph, a, byQuery), mask]);
  const pattern = graph.op('Softmax', [seen], { axis: -1 });
  graph.mark('pattern', pattern, ['B', H, 'Q', 'T']);

  const keyCount = sizeOf(graph, pattern, 3);
  const perKey = graph.op('Mul', [count, graph.ints([G])]); // G Q
  const folded = G === 1 ? pattern : reshape(pattern, shape(batch, [K], perKey, keyCount));
  const mixed = graph.op('MatMul', [folded, past.values]); // [B, K, G Q, dh]
  const byHead = transpose(reshape(mixed, shape(batch, [H], count, [dh])), [0, 2, 1, 3]);
  return reshape(byHead, shape(batch, count, [H * dh])); // [B, Q, H dh]
}

function shapeOf(graph: GraphBuilder, parts: readonly (Value | number[])[]): Value {
  const sizes = parts.map((part) => (typeof part === 'string' ? part : graph.ints(part)));
  return graph.op('Concat', sizes, { axis: 0 });
}

/** Puts the base run's keys and values of the first `start` positions before the computed ones. */
function withPast(
  graph: GraphBuilder,
  { kvHeads: K, headWidth: dh }: Attention,
  keys: Value,
  values: Value,
) {
  const start = graph.input('start', [1], 'int64'); // as sizes are: a cast would be computed on the device, and waited for
  const base = graph.input('base', ['B'], 'int32');
  const pastKeys = graph.input('pastKeys', ['n', K, dh, 'S']);
  const pastValues = graph.input('pastValues', ['n', K, 'S', dh]);
  const before = (past: Value, axis: number) => {
    const kept = graph.op('Slice', [past, graph.ints([0]), start, graph.ints([axis])]);
    return graph.op('Gather', [kept, base], { axis: 0 });
  };
  return {
    keys: graph.op('Concat', [before(pastKeys, 3), keys], { axis: 3 }), // [B, K, dh, T]
    values: graph.op('Concat', [before(pastValues, 2), values], { axis: 2 }), // [B, K, T, dh]
  };
}

/** Scores [B, H, Q, T] with what is added to them for where query and key stand, a number a head. */
function byPlace(
  graph: GraphBuilder,
  { heads, distances, slopes }: Attention,
  scores: Value,
): Value {
  if (slopes) return graph.op('Add', [scores, graph.input('rising', [1, heads, 1, 'T'])]);
  if (!distances) return scores;
  const buckets = graph.input('buckets', ['M', 'N', 'T'], 'int32');
  const numbers = graph.op('Gather', ['distances', buckets], { axis: 0 }); // [M, N, T, H]
  const perHead = graph.op('Transpose', [numbers], { perm: [0, 3, 1, 2] });
  return graph.op('Add', [scores, perHead]);
}

/** Rotates the first r = 2 |frequencies| of dh, halves apart as in GPT-NeoX and Llama. [B, P, n, dh] */
function rotary(graph: GraphBuilder, a: Attention): (value: Value) => Value {
  const turn = 2 * a.rotary!.frequencies.length;
  const cos = graph.input('cos', ['P', 1, turn / 2]);
  const sin = graph.input('sin', ['P', 1, turn / 2]);
  const sizes = [turn / 2, turn / 2, ...(turn < a.headWidth ? [a.headWidth - turn] : [])];
  return (value) => {
    const split = graph.ops('Split', [value, graph.ints(sizes)], sizes.length, { axis: 3 });
    const [one, other, ...rest] = split;
    const product = (x: Value, y: Value) => graph.op('Mul', [x, y]);
    const first = graph.op('Sub', [product(one, cos), product(other, sin)]);
    const second = graph.op('Add', [product(other, cos), product(one, sin)]);
    return graph.op('Concat', [first, second, ...rest], { axis: 3 });
  };
}
