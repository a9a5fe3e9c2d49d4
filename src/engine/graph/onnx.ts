// Writes ONNX graphs: a small builder over protobuf messages. Knows nothing of models.
// Message and field numbers: onnx.proto, IR version 10. Only the fields we write are declared.
import protobuf from 'protobufjs/light.js';

const one = (type: string, id: number) => ({ type, id });
const many = (type: string, id: number) => ({ rule: 'repeated', type, id });

const root = protobuf.Root.fromJSON({
  nested: {
    ModelProto: {
      fields: {
        irVersion: one('int64', 1),
        producerName: one('string', 2),
        graph: one('GraphProto', 7),
        opsetImport: many('OperatorSetIdProto', 8),
      },
    },
    OperatorSetIdProto: { fields: { domain: one('string', 1), version: one('int64', 2) } },
    GraphProto: {
      fields: {
        node: many('NodeProto', 1),
        name: one('string', 2),
        initializer: many('TensorProto', 5),
        input: many('ValueInfoProto', 11),
        output: many('ValueInfoProto', 12),
      },
    },
    NodeProto: {
      fields: {
        input: many('string', 1),
        output: many('string', 2),
        name: one('string', 3),
        opType: one('string', 4),
        attribute: many('AttributeProto', 5),
        domain: one('string', 7),
      },
    },
    AttributeProto: {
      fields: {
        name: one('string', 1),
        f: one('float', 2),
        i: one('int64', 3),
        s: one('bytes', 4),
        ints: many('int64', 8),
        type: one('int32', 20),
      },
    },
    TensorProto: {
      fields: {
        dims: many('int64', 1),
        dataType: one('int32', 2),
        floatData: many('float', 4),
        int64Data: many('int64', 7),
        name: one('string', 8),
      },
    },
    ValueInfoProto: { fields: { name: one('string', 1), type: one('TypeProto', 2) } },
    TypeProto: { fields: { tensorType: one('TensorType', 1) } },
    TensorType: { fields: { elemType: one('int32', 1), shape: one('TensorShapeProto', 2) } },
    TensorShapeProto: { fields: { dim: many('Dimension', 1) } },
    Dimension: { fields: { dimValue: one('int64', 1), dimParam: one('string', 2) } },
  },
});
const ModelProto = root.lookupType('ModelProto');

const elementType = { float32: 1, int32: 6, int64: 7 } as const;
export type ElementType = keyof typeof elementType;

/** A value inside a graph: the output of a node, an input or a constant, by its name. */
export type Value = string;
/** Fixed sizes as numbers, sizes known only at run time as names. */
export type Dims = readonly (number | string)[];
export type Attributes = Readonly<Record<string, number | string | readonly number[]>>;

/** `float` marks a number attribute that ONNX wants as a float even when it is whole. */
const floatAttributes = new Set(['epsilon', 'alpha', 'beta']);

type Node = { input: readonly Value[]; output: readonly Value[]; [field: string]: unknown };

export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #initializers: object[] = [];
  readonly #inputs: object[] = [];
  readonly #outputs: object[] = [];
  readonly #constants = new Map<string, Value>();
  readonly #renamed = new Map<Value, string>();
  #named = 0;

  input(name: string, dims: Dims, type: ElementType = 'float32'): Value {
    this.#inputs.push(valueInfo(name, dims, type));
    return name;
  }

  /** Makes the node output `value` an output of the graph, under the name `name`. */
  output(name: string, value: Value, dims: Dims): void {
    this.#renamed.set(value, name);
    this.#outputs.push(valueInfo(name, dims, 'float32'));
  }

  /** Adds a node with one output and returns it. */
  op(type: string, inputs: readonly Value[], attributes: Attributes = {}, domain = ''): Value {
    return this.ops(type, inputs, 1, attributes, domain)[0];
  }

  ops(
    type: string,
    inputs: readonly Value[],
    outputs: number,
    attributes: Attributes = {},
    domain = '',
  ): Value[] {
    const names = Array.from({ length: outputs }, () => `${type}_${this.#named++}`);
    const attribute = Object.entries(attributes).map(([name, value]) => attributeOf(name, value));
    this.#nodes.push({
      input: inputs,
      output: names,
      name: names[0],
      opType: type,
      attribute,
      domain,
    });
    return names;
  }

  /** A constant vector of int64, as shapes, axes and indices want it. */
  ints(values: readonly number[]): Value {
    return this.#constant(`ints ${values}`, {
      dims: [values.length],
      dataType: elementType.int64,
      int64Data: values,
    });
  }

  /** A constant scalar. */
  float(value: number): Value {
    return this.#constant(`float ${value}`, {
      dims: [],
      dataType: elementType.float32,
      floatData: [value],
    });
  }

  /** The graph as ONNX bytes, opset 20. */
  encode(name: string): Uint8Array {
    const rename = (value: Value) => this.#renamed.get(value) ?? value;
    const graph = {
      name,
      node: this.#nodes.map((node) => ({
        ...node,
        input: node.input.map(rename),
        output: node.output.map(rename),
      })),
      initializer: this.#initializers,
      input: this.#inputs,
      output: this.#outputs,
    };
    const opsetImport = [
      { domain: '', version: 20 },
      { domain: 'com.microsoft', version: 1 },
    ];
    return ModelProto.encode({
      irVersion: 9,
      producerName: 'congruity',
      opsetImport,
      graph,
    }).finish();
  }

  #constant(key: string, tensor: object): Value {
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const name = `constant_${this.#constants.size}`;
    this.#constants.set(key, name);
    this.#initializers.push({ ...tensor, name });
    return name;
  }
}

function valueInfo(name: string, dims: Dims, type: ElementType): object {
  const dim = dims.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d }));
  return { name, type: { tensorType: { elemType: elementType[type], shape: { dim } } } };
}

function attributeOf(name: string, value: number | string | readonly number[]): object {
  if (typeof value === 'string') return { name, s: new TextEncoder().encode(value), type: 3 };
  if (typeof value !== 'number') return { name, ints: value, type: 7 };
  if (floatAttributes.has(name)) return { name, f: value, type: 1 };
  return { name, i: value, type: 2 };
}
