// A GraphProto: its nodes, weights and values, and what graphs within its nodes take from around them.
import type { OnnxNode, OnnxValue } from '../../dataflow/onnxModel.ts';
import { quoted } from '../words.ts';
import { readTensor, type Span, type TensorProto } from './tensorProto.ts';
import { BYTES, type Field, VARINT, type Walk } from './walk.ts';

/** As safetensors and numpy. */
const MAX_RANK = 64;
/** Fields of what is kept: nodes, weights, inputs, outputs, sparse weights. */
const PARTS: ReadonlySet<number> = new Set([1, 5, 11, 12, 15]);
/** What we look at ourselves: how axes are turned, and which sizes of a shape are wanted. */
const KEPT_INTS: ReadonlySet<string> = new Set(['perm', 'start', 'end']);

const NO_INTS: ReadonlyMap<string, readonly number[]> = new Map();

/** The message, and its numbers that are not zero, which have the name. */
type Sparse = { readonly tensor: TensorProto; readonly span: Span };

export type GraphProto = {
  readonly nodes: readonly OnnxNode[];
  readonly weights: readonly TensorProto[];
  /** Those that Constant nodes give: named as their value. They are in their nodes, too. */
  readonly constants: readonly TensorProto[];
  /** Of which few numbers are not zero: the message, by name. */
  readonly sparse: ReadonlyMap<string, Sparse>;
  readonly inputs: readonly OnnxValue[];
  readonly outputs: readonly OnnxValue[];
  /** Graphs within its nodes: branches and bodies of loops. */
  readonly inner: readonly GraphProto[];
};

type Draft = {
  readonly [Part in
    | 'nodes'
    | 'weights'
    | 'constants'
    | 'inputs'
    | 'outputs'
    | 'inner']: GraphProto[Part][number][];
} & { readonly sparse: Map<string, Sparse> };

const emptyDraft = (): Draft => ({
  nodes: [],
  weights: [],
  constants: [],
  sparse: new Map(),
  inputs: [],
  outputs: [],
  inner: [],
});

export async function readGraph(walk: Walk, span: Span): Promise<GraphProto> {
  const draft = emptyDraft();
  await walk.each(span.begin, span.end, 'its graph', (field) => {
    if (!PARTS.has(field.number)) return;
    walk.countPart();
    return notePart(walk, draft, field);
  });
  return draft;
}

async function notePart(walk: Walk, draft: Draft, field: Field): Promise<void> {
  switch (field.number) {
    case 1:
      walk.expect(field, BYTES, 'a node');
      return noteNode(walk, draft, field);
    case 5: {
      const what = `its weight ${draft.weights.length + 1}`;
      walk.expect(field, BYTES, what);
      const weight = await readTensor(walk, field, what);
      if (weight.name === '') walk.fail('file-format', `gives ${what} no name`);
      draft.weights.push(weight);
      return;
    }
    case 11:
    case 12: {
      walk.expect(field, BYTES, 'an input or output');
      const list = field.number === 11 ? draft.inputs : draft.outputs;
      list.push(await readValue(walk, field));
      return;
    }
    case 15: {
      walk.expect(field, BYTES, 'a sparse weight');
      const tensor = await sparseTensor(walk, field);
      const span = { begin: field.begin, end: field.end };
      if (tensor) draft.sparse.set(tensor.name, { tensor, span });
    }
  }
}

async function noteNode(walk: Walk, draft: Draft, field: Field): Promise<void> {
  const { node, constant, inner } = await readNode(walk, field, draft.nodes.length);
  draft.nodes.push(node);
  draft.inner.push(...inner);
  if (constant) draft.constants.push(constant);
}

/** A function that the file brings along is nodes and defaults of attributes: none may name other files. */
export async function readFunction(walk: Walk, { begin, end }: Span): Promise<GraphProto> {
  const draft = emptyDraft();
  await walk.each(begin, end, 'a function', async (field) => {
    if (field.number === 7) await noteNode(walk, draft, field);
    if (field.number === 11) await readAttribute(walk, field, 'a function', new Map(), new Map());
  });
  return draft;
}

type NodeProto = {
  readonly node: OnnxNode;
  readonly constant: TensorProto | undefined;
  readonly inner: readonly GraphProto[];
};

async function readNode(walk: Walk, { begin, end }: Span, index: number): Promise<NodeProto> {
  const what = `node ${index + 1}`;
  const slots: string[] = [];
  const inner: GraphProto[] = [];
  const around: string[] = [];
  const gives: string[] = [];
  const ints = new Map<string, readonly number[]>();
  const tensors = new Map<string, TensorProto>();
  let op = '';
  let domain = '';
  await walk.each(begin, end, what, async (field) => {
    switch (field.number) {
      case 1:
        slots.push(walk.text(field, `an input of ${what}`));
        return;
      case 2: {
        const name = walk.text(field, `an output of ${what}`);
        if (name !== '') gives.push(name);
        return;
      }
      case 4:
        op = walk.text(field, `the operator of ${what}`);
        return;
      case 5:
        walk.expect(field, BYTES, `an attribute of ${what}`);
        for (const graph of await readAttribute(walk, field, what, ints, tensors)) {
          inner.push(graph);
          around.push(...takenFromAround(walk, graph, what));
        }
        return;
      case 7:
        domain = walk.text(field, `the domain of ${what}`);
    }
  });
  if (op === '') walk.fail('file-format', `gives ${what} no operator`);
  if (domain === 'ai.onnx') domain = ''; // the same
  const kept = ints.size > 0 ? ints : NO_INTS; // as most nodes
  const takes = [...new Set([...slots.filter((name) => name !== ''), ...around])];
  const node = { op, domain, slots, takes, gives, ints: kept, piece: { begin, end } };
  const value = op === 'Constant' && domain === '' ? tensors.get('value') : undefined;
  const constant = value && gives.length > 0 ? { ...value, name: gives[0] } : undefined;
  return { node, constant, inner };
}

/** Gives the graphs in it. */
async function readAttribute(
  walk: Walk,
  { begin, end }: Span,
  node: string,
  ints: Map<string, readonly number[]>,
  tensors: Map<string, TensorProto>,
): Promise<readonly GraphProto[]> {
  const what = `an attribute of ${node}`;
  const inner: GraphProto[] = [];
  const numbers: number[] = [];
  let name = ''; // comes first, as every writer has it
  await walk.each(begin, end, what, async (field) => {
    switch (field.number) {
      case 1:
        name = walk.text(field, what);
        return;
      case 3:
      case 8:
        if (KEPT_INTS.has(name)) walk.numbers(field, numbers, MAX_RANK, `${name} of ${node}`);
        return;
      case 5:
      case 10:
        walk.expect(field, BYTES, what);
        tensors.set(name, await heldTensor(walk, field, what, name));
        return;
      case 6:
      case 11:
        walk.expect(field, BYTES, what);
        inner.push(await readGraph(walk, field));
        return;
      case 22:
      case 23:
        walk.expect(field, BYTES, what);
        await sparseTensor(walk, field);
    }
  });
  if (numbers.length > 0) ints.set(name, numbers);
  return inner;
}

/** One whose data must lie in the file itself: nobody but us opens files, and we do it for weights alone. */
async function heldTensor(
  walk: Walk,
  span: Span,
  what: string,
  named?: string,
): Promise<TensorProto> {
  const tensor = await readTensor(walk, span, what, named);
  if (tensor.external) {
    const location = quoted(tensor.external.get('location') ?? '');
    walk.fail('file-unsafe', `keeps the data of ${what} in ${location}`, NOT_FOLLOWED);
  }
  return tensor;
}

const NOT_FOLLOWED =
  'Only weights of the graph itself may lie in another file: export the model again.';

function takenFromAround(walk: Walk, inner: GraphProto, node: string): readonly string[] {
  const external = inner.weights.find((weight) => weight.external);
  if (external) {
    const what = `tensor ${quoted(external.name)} of a graph in ${node}`;
    walk.fail('file-unsafe', `keeps the data of ${what} in another file`, NOT_FOLLOWED);
  }
  const own = new Set([
    ...inner.inputs.map(({ name }) => name),
    ...inner.weights.map(({ name }) => name),
    ...inner.sparse.keys(),
    ...inner.nodes.flatMap(({ gives }) => gives),
  ]);
  const used = [
    ...inner.nodes.flatMap(({ takes }) => takes),
    ...inner.outputs.map(({ name }) => name),
  ];
  return used.filter((name) => !own.has(name));
}

/** The values of a SparseTensorProto, beside which it has their indices. */
async function sparseTensor(walk: Walk, { begin, end }: Span): Promise<TensorProto | undefined> {
  let values: TensorProto | undefined;
  await walk.each(begin, end, 'a sparse weight', async (field) => {
    if (field.number !== 1 && field.number !== 2) return;
    walk.expect(field, BYTES, 'a sparse weight');
    const tensor = await heldTensor(walk, field, 'a sparse weight');
    if (field.number === 1) values = tensor;
  });
  return values;
}

/** A ValueInfoProto: name, and of a tensor the type of its elements and its shape. */
async function readValue(walk: Walk, { begin, end }: Span): Promise<OnnxValue> {
  const what = 'an input or output';
  let name = '';
  let type: number | undefined;
  let dims: (number | string | undefined)[] | undefined;
  const inTensor = (field: Field) => {
    if (field.number === 1) type = field.value;
    if (field.number !== 2) return;
    dims = [];
    return walk.each(field.begin, field.end, what, async (dim) => {
      if (dim.number !== 1) return;
      if (dims?.push(await readDimension(walk, dim, what)) === MAX_RANK + 1) {
        walk.fail('file-format', `gives ${quoted(name)} over ${MAX_RANK} dimensions`);
      }
    });
  };
  await walk.each(begin, end, what, async (field) => {
    if (field.number === 1) name = walk.text(field, what);
    if (field.number !== 2) return;
    await walk.each(field.begin, field.end, what, async (kind) => {
      if (kind.number === 1) await walk.each(kind.begin, kind.end, what, inTensor);
    });
  });
  if (name === '') walk.fail('file-format', `gives ${what} no name`);
  return { name, type, dims };
}

async function readDimension(
  walk: Walk,
  { begin, end }: Span,
  what: string,
): Promise<number | string | undefined> {
  let size: number | string | undefined;
  await walk.each(begin, end, what, (field) => {
    // Some exporters write 0 or -1 for a size that is not fixed.
    if (field.number === 1 && field.wire === VARINT && isSize(field.value)) size = field.value;
    if (field.number === 2) size ??= walk.text(field, what) || undefined;
  });
  return size;
}

function isSize(value: number): boolean {
  return value > 0 && value < 2 ** 31;
}
