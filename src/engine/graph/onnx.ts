// A graph as ONNX bytes, opset 20. Knows nothing of models.
// Message and field numbers: onnx.proto, IR version 10. Only the fields we write are declared.
import protobuf from 'protobufjs/light.js';
import type { Constant, Dims, ElementType, Graph } from './graph.ts';

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

const elementType: Readonly<Record<ElementType, number>> = { float32: 1, int32: 6, int64: 7 };

/** `float` marks a number attribute that ONNX wants as a float even when it is whole. */
const floatAttributes = new Set(['epsilon', 'alpha', 'beta']);

export function encode({ name, nodes, constants, inputs, outputs }: Graph): Uint8Array {
  const graph = {
    name,
    node: nodes.map(({ type, inputs: input, outputs: output, attributes, domain }) => ({
      input,
      output,
      name: output[0],
      opType: type,
      attribute: Object.entries(attributes).map(([key, value]) => attributeOf(key, value)),
      domain,
    })),
    initializer: constants.map(tensorOf),
    input: inputs.map((each) => valueInfo(each.name, each.dims, each.type)),
    output: outputs.map((each) => valueInfo(each.name, each.dims, 'float32')),
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

function tensorOf({ name, type, dims, data }: Constant): object {
  const values = type === 'int64' ? { int64Data: data } : { floatData: data };
  return { dims, dataType: elementType[type], ...values, name };
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
