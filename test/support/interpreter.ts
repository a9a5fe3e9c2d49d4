// Runs a graph in double precision, operator by operator, as the ONNX standard says it: slow, plain, and fine enough
// for central differences, which float32 is not. Knows the operators that we emit, forwards and backwards.
import type { Attributes, Graph, Node } from '../../src/engine/graph/graph.ts';
import {
  axisOf,
  broadcastDims,
  concat,
  exactly,
  made,
  piece,
  placeIn,
  reshape,
  sizeOf,
  transpose,
  type Wide,
} from './wide.ts';

export type Values = Readonly<Record<string, Wide>>;

type Operator = (inputs: readonly Wide[], attributes: Attributes, node: Node) => Wide | Wide[];

/** All outputs and inner values by name. */
export function interpreted(graph: Graph, inputs: Values): Values {
  const values: Record<string, Wide> = { ...inputs };
  for (const { name, dims, data } of graph.constants) {
    values[name] = { dims, data: Float64Array.from(data) };
  }
  for (const node of graph.nodes) {
    const operator = operators[node.type];
    if (!operator) throw new Error(`the interpreter does not know ${node.type}`);
    const given = node.inputs.map((name) => {
      if (!values[name]) throw new Error(`${node.type} wants ${name}, which is not there`);
      return values[name];
    });
    const made = [operator(given, node.attributes, node)].flat();
    for (const [i, output] of node.outputs.entries()) values[output] = made[i];
  }
  return values;
}

function each(f: (x: number) => number): Operator {
  return ([x]) => ({ dims: x.dims, data: x.data.map(f) });
}

function both(f: (a: number, b: number) => number): Operator {
  return ([a, b]) =>
    made(broadcastDims(a.dims, b.dims), (index) =>
      f(a.data[placeIn(a, index)], b.data[placeIn(b, index)]),
    );
}

function split([x, sizes]: readonly Wide[], attributes: Attributes, { outputs }: Node): Wide[] {
  const axis = axisOf(attributes.axis as number, x);
  let from = 0;
  return outputs.map((_, i) => {
    const size = sizes ? sizes.data[i] : x.dims[axis] / outputs.length;
    from += size;
    return piece(x, axis, from - size, from);
  });
}

function slice([x, starts, ends, axes]: readonly Wide[]): Wide {
  const all = axes ? [...axes.data] : [...starts.data.keys()];
  return all.reduce((found, own, i) => {
    const axis = axisOf(own, found);
    const size = found.dims[axis];
    const within = (at: number) => Math.min(size, Math.max(0, at < 0 ? at + size : at));
    return piece(found, axis, within(starts.data[i]), within(ends.data[i]));
  }, x);
}

function gather([x, indices]: readonly Wide[], attributes: Attributes): Wide {
  const axis = axisOf((attributes.axis as number | undefined) ?? 0, x);
  const rank = indices.dims.length;
  const dims = [...x.dims.slice(0, axis), ...indices.dims, ...x.dims.slice(axis + 1)];
  return made(dims, (index) => {
    const chosen = indices.data[placeIn(indices, index.slice(axis, axis + rank))];
    const at = chosen < 0 ? chosen + x.dims[axis] : chosen;
    const full = [...index.slice(0, axis), at, ...index.slice(axis + rank)];
    return x.data[exactly(x, full)];
  });
}

function scatter([x, indices, updates]: readonly Wide[], attributes: Attributes): Wide {
  const axis = axisOf(attributes.axis as number, x);
  const data = x.data.slice();
  made(updates.dims, (index, flat) => {
    data[exactly(x, index.with(axis, indices.data[flat]))] += updates.data[flat];
    return 0;
  });
  return { dims: x.dims, data };
}

/** A matrix of a stack as it is or turned: its rows and columns, and how far these are apart. */
function factor({ dims }: Wide, turned: boolean) {
  const [rows, columns] = dims.slice(-2);
  return turned
    ? { rows: columns, columns: rows, down: 1, along: columns }
    : { rows, columns, down: columns, along: 1 };
}

function matMul([a, b]: readonly Wide[], { transA, transB }: Attributes): Wide {
  const [A, B] = [factor(a, transA === 1), factor(b, transB === 1)];
  if (A.columns !== B.rows) throw new Error(`[${a.dims}] times [${b.dims}]`);
  const lead = broadcastDims(a.dims.slice(0, -2), b.dims.slice(0, -2));
  const data = new Float64Array(sizeOf(lead) * A.rows * B.columns);
  made(lead, (index, stack) => {
    const [a0, b0] = [a, b].map((x) => placeIn(x, [...index, 0, 0]));
    for (let r = 0; r < A.rows; r++) {
      for (let c = 0; c < B.columns; c++) {
        let sum = 0;
        for (let k = 0; k < A.columns; k++) {
          sum += a.data[a0 + r * A.down + k * A.along] * b.data[b0 + k * B.down + c * B.along];
        }
        data[(stack * A.rows + r) * B.columns + c] = sum;
      }
    }
    return 0;
  });
  return { dims: [...lead, A.rows, B.columns], data };
}

/** A function of the numbers along the axes, for each place elsewhere. */
function reduced(f: (sum: number, count: number) => number): Operator {
  return ([x, axes], { keepdims = 1, noop_with_empty_axes: noop = 0 }) => {
    const named = axes ? [...axes.data].map((axis) => axisOf(axis, x)) : [];
    if (named.length === 0 && noop === 1) return x;
    const over = new Set(named.length > 0 ? named : x.dims.keys());
    const kept = x.dims.map((size, axis) => (over.has(axis) ? 1 : size));
    const out = { dims: kept, data: new Float64Array(sizeOf(kept)) };
    made(x.dims, (index, flat) => {
      out.data[placeIn(out, index)] += x.data[flat];
      return 0;
    });
    const count = x.data.length / out.data.length;
    const dims = keepdims === 1 ? kept : kept.filter((_, axis) => !over.has(axis));
    return { dims, data: out.data.map((sum) => f(sum, count)) };
  };
}

/** A function of the numbers along the last axis, to as many. */
function alongLast(x: Wide, f: (row: Float64Array) => Float64Array): Wide {
  const width = x.dims.at(-1)!;
  const data = new Float64Array(x.data.length);
  for (let at = 0; at < data.length; at += width) data.set(f(x.data.slice(at, at + width)), at);
  return { dims: x.dims, data };
}

function softmax(row: Float64Array): Float64Array {
  const most = Math.max(...row);
  const weights = row.map((x) => Math.exp(x - most));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  return weights.map((weight) => weight / total);
}

function layerNorm([x, weight, bias]: readonly Wide[], { epsilon }: Attributes): Wide {
  return alongLast(x, (row) => {
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const variance = row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / row.length;
    const deviation = Math.sqrt(variance + (epsilon as number));
    return row.map(
      (value, i) => ((value - mean) / deviation) * weight.data[i] + (bias?.data[i] ?? 0),
    );
  });
}

/** By its series of positive terms: exact to the last digits. */
function erf(x: number): number {
  if (Math.abs(x) > 6) return Math.sign(x);
  let [term, total] = [x, x];
  for (let n = 1; n < 150; n++) {
    term *= (2 * x * x) / (2 * n + 1);
    total += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * total;
}

function gelu(x: number): number {
  return 0.5 * x * (1 + erf(x / Math.SQRT2));
}

function tanhGelu(x: number): number {
  return 0.5 * x * (1 + Math.tanh(Math.sqrt(2 / Math.PI) * (x + 0.044715 * x ** 3)));
}

function vector(numbers: readonly number[]): Wide {
  return { dims: [numbers.length], data: Float64Array.from(numbers) };
}

function nonZero(x: Wide): Wide {
  const found: number[][] = [];
  made(x.dims, (index, flat) => {
    if (x.data[flat] !== 0) found.push([...index]);
    return 0;
  });
  return made([x.dims.length, found.length], ([axis, k]) => found[k][axis]);
}

function unsqueeze([x, axes]: readonly Wide[]): Wide {
  const rank = x.dims.length + axes.data.length;
  const added = new Set([...axes.data].map((axis) => (axis < 0 ? axis + rank : axis)));
  const rest = [...x.dims];
  const dims = Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : rest.shift()!));
  return { dims, data: x.data };
}

function gemm(inputs: readonly Wide[], attributes: Attributes, node: Node): Wide {
  const [a, b, c] = inputs;
  const product = matMul([a, b], attributes);
  return c ? ([operators.Add([product, c], {}, node)].flat()[0] as Wide) : product;
}

const operators: Readonly<Record<string, Operator>> = {
  Add: both((a, b) => a + b),
  Cast: ([x]) => x,
  Clip: ([x, low, high]) => ({
    dims: x.dims,
    data: x.data.map((one) => Math.min(high.data[0], Math.max(low.data[0], one))),
  }),
  Concat: (inputs, { axis }) => concat(inputs, axisOf(axis as number, inputs[0])),
  Div: both((a, b) => a / b),
  Equal: both((a, b) => Number(a === b)),
  Erf: each(erf),
  Exp: each(Math.exp),
  Expand: ([x, shape]) =>
    made(broadcastDims(x.dims, [...shape.data]), (index) => x.data[placeIn(x, index)]),
  FusedMatMul: matMul,
  Gather: gather,
  Gelu: ([x], { approximate }) => ({
    dims: x.dims,
    data: x.data.map(approximate === 'tanh' ? tanhGelu : gelu),
  }),
  Gemm: gemm,
  Identity: ([x]) => x,
  LayerNormalization: layerNorm,
  MatMul: matMul,
  Mul: both((a, b) => a * b),
  Neg: each((x) => -x),
  NonZero: ([x]) => nonZero(x),
  Not: each((x) => Number(x === 0)),
  ReduceMean: reduced((sum, count) => sum / count),
  ReduceSum: reduced((sum) => sum),
  Relu: each((x) => Math.max(0, x)),
  Reshape: reshape,
  ScatterElements: scatter,
  Shape: ([x]) => vector(x.dims),
  Sigmoid: each((x) => 1 / (1 + Math.exp(-x))),
  Sign: each(Math.sign),
  Size: ([x]) => ({ dims: [], data: Float64Array.of(x.data.length) }),
  Slice: slice,
  Softmax: ([x]) => alongLast(x, softmax),
  Split: split,
  Sqrt: each(Math.sqrt),
  Sub: both((a, b) => a - b),
  Tanh: each(Math.tanh),
  Transpose: ([x], { perm }) => transpose(x, perm as readonly number[]),
  Unsqueeze: unsqueeze,
};
