// A part of a graph as a model of its own: the file's own nodes and weights, between inputs and outputs that are
// float32 or int32. Field numbers: onnx.proto.
import protobuf from 'protobufjs/light.js';
import { EngineError } from '../core/error.ts';
import type { OnnxModel, OnnxNode, OnnxValue } from './onnxModel.ts';
import type { Part } from './onnxParts.ts';
import { FLOAT32, INT32, isFloat } from './onnxTypes.ts';

const VARINT = 0;
const BYTES = 2;
/** What the runtime's protobuf reads. */
const MAX_BYTES = 2 ** 31 - 1;
/** Whatever the file's: later ones add element types, and runtimes refuse them for their number alone. */
const IR_VERSION = 10;

/** A value that is fed or fetched, by another name where it is of another type than the file's. */
export type Port = { readonly name: string; readonly port: string; readonly type: number };

export function portsOf(
  names: readonly string[],
  side: 'given' | 'wanted',
  typeOf: (name: string) => number,
): readonly Port[] {
  return names.map((name, i) => {
    const type = typeOf(name);
    const isPlain = type === FLOAT32 || (type === INT32 && side === 'given');
    return { name, type, port: isPlain ? name : `congruity.${side}.${i}` };
  });
}

/** What is fed, and its axes where the file says them. Axes of one name are taken to be of one size. */
export type Fed = Port & { readonly axes: OnnxValue['dims'] };

export async function encodePart(
  model: OnnxModel,
  part: Part,
  given: readonly Fed[],
  wanted: readonly Port[],
): Promise<Uint8Array> {
  const fed = new Set(given.map(({ name }) => name));
  checkSize(model, part);
  const writer = new protobuf.Writer();
  tag(writer, 1, VARINT).int32(IR_VERSION);
  for (const { field, piece } of model.shared) {
    tag(writer, field, BYTES).bytes(await model.read(piece));
  }
  tag(writer, 7, BYTES).fork();
  for (const { name, port, type } of given) {
    if (port !== name) writeCast(writer, port, name, type);
  }
  for (const node of part.nodes) {
    tag(writer, 1, BYTES).bytes(without(await model.read(node.piece), node, fed));
  }
  for (const { name, port } of wanted) {
    if (port !== name) writeCast(writer, name, port, FLOAT32);
  }
  tag(writer, 2, BYTES).string('part');
  for (const name of part.weights) {
    const weight = model.weights.get(name);
    if (weight) tag(writer, weight.isSparse ? 15 : 5, BYTES).bytes(await weight.proto());
  }
  for (const { port, name, type, axes } of given) {
    writeValue(writer, 11, port, port === name ? type : fedAs(type), axes);
  }
  for (const { port } of wanted) writeValue(writer, 12, port, undefined, undefined);
  return writer.ldelim().finish();
}

/** Of the two types that the engine has. */
export function fedAs(type: number): number {
  return isFloat(type) ? FLOAT32 : INT32;
}

function checkSize(model: OnnxModel, { weights }: Part): void {
  const bytes = weights.reduce((sum, name) => sum + (model.weights.get(name)?.bytes ?? 0), 0);
  if (bytes <= MAX_BYTES) return;
  const gigabytes = (bytes / 2 ** 30).toFixed(1);
  const message = `a part of ${model.file} has ${gigabytes} GB of weights, 2 GB are allowed at once`;
  throw new EngineError('memory', message, {
    hint: 'Its tensors can be looked at; to compute with it, take an export in half precision.',
  });
}

function tag(writer: protobuf.Writer, field: number, wire: number): protobuf.Writer {
  return writer.uint32((field << 3) | wire);
}

function writeCast(writer: protobuf.Writer, from: string, to: string, type: number): void {
  tag(writer, 1, BYTES).fork();
  tag(writer, 1, BYTES).string(from);
  tag(writer, 2, BYTES).string(to);
  tag(writer, 4, BYTES).string('Cast');
  tag(writer, 5, BYTES).fork();
  tag(writer, 1, BYTES).string('to');
  tag(writer, 3, VARINT).int64(type);
  tag(writer, 20, VARINT).int32(2);
  writer.ldelim().ldelim();
}

/** Without a type the runtime finds it, which it can for outputs alone. */
function writeValue(
  writer: protobuf.Writer,
  field: number,
  name: string,
  type: number | undefined,
  axes: Fed['axes'],
): void {
  tag(writer, field, BYTES).fork();
  tag(writer, 1, BYTES).string(name);
  if (type !== undefined) {
    tag(writer, 2, BYTES).fork();
    tag(writer, 1, BYTES).fork();
    tag(writer, 1, VARINT).int32(type);
    if (axes) writeShape(writer, axes);
    writer.ldelim().ldelim();
  }
  writer.ldelim();
}

function writeShape(writer: protobuf.Writer, axes: NonNullable<Fed['axes']>): void {
  tag(writer, 2, BYTES).fork();
  for (const axis of axes) {
    tag(writer, 1, BYTES).fork();
    if (typeof axis === 'number') tag(writer, 1, VARINT).int64(axis);
    else if (axis !== undefined) tag(writer, 2, BYTES).string(axis);
    writer.ldelim();
  }
  writer.ldelim();
}

/** A node of which some outputs are fed gives these under names that nobody takes. */
function without(bytes: Uint8Array, node: OnnxNode, fed: ReadonlySet<string>): Uint8Array {
  if (!node.gives.some((name) => fed.has(name))) return bytes;
  const reader = protobuf.Reader.create(bytes);
  const fields: Uint8Array[] = [];
  while (reader.pos < reader.len) {
    const begin = reader.pos;
    const head = reader.uint32();
    if (head === ((2 << 3) | BYTES)) {
      const name = reader.string();
      const kept = fed.has(name) ? `congruity.unused.${name}` : name;
      fields.push(new protobuf.Writer().uint32(head).string(kept).finish());
    } else {
      reader.skipType(head & 7);
      fields.push(bytes.subarray(begin, reader.pos));
    }
  }
  return joined(fields);
}

function joined(pieces: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}
