// A graph's weights: as tensors that are listed and looked at, and as what a part of the graph is computed with.
import protobuf from 'protobufjs/light.js';
import { quietJob } from '../../core/job.ts';
import type { OnnxWeight, Piece } from '../../dataflow/onnxModel.ts';
import type { StoredTensor } from '../container.ts';
import type { HeldSource } from '../held.ts';
import { PlainStorage } from '../storage.ts';
import { grouped, quoted } from '../words.ts';
import type { Place } from './external.ts';
import { checkFinite } from './finiteWeights.ts';
import type { GraphProto } from './graphProto.ts';
import type { TensorProto } from './tensorProto.ts';
import { TypedStorage } from './typedStorage.ts';
import { BYTES, VARINT, type Walk } from './walk.ts';

/** The largest public checkpoints have 200,000. */
const MAX_TENSORS = 250_000;

export type Places = ReadonlyMap<TensorProto, Place>;

/** In the order of their places. Constants that are scalars or a few whole numbers belong to the graph alone. */
export function storedTensors(
  walk: Walk,
  source: HeldSource,
  file: string,
  { weights, constants }: GraphProto,
  places: Places,
): ReadonlyMap<string, StoredTensor> {
  const tensors = [...weights, ...constants.filter(isWeight)];
  if (tensors.length > MAX_TENSORS) {
    const has = `has ${grouped(tensors.length)} weights`;
    walk.fail('file-unsafe', `${has}, ${grouped(MAX_TENSORS)} are allowed`);
  }
  const own: StoredTensor[] = [];
  const elsewhere: StoredTensor[] = [];
  for (const tensor of tensors) {
    const place = places.get(tensor);
    if (place) elsewhere.push(storedThere(tensor, place));
    else own.push(storedHere(source, file, tensor));
  }
  const listed = new Map<string, StoredTensor>();
  for (const tensor of [...own, ...inPlaceOrder(walk, elsewhere)]) {
    if (listed.has(tensor.name)) {
      walk.fail('file-format', `has the tensor ${quoted(tensor.name)} twice`);
    }
    listed.set(tensor.name, tensor);
  }
  return listed;
}

function isWeight({ dtype, shape }: TensorProto): boolean {
  return shape.length >= (dtype.isWeight ? 1 : 2);
}

export function storedHere(source: HeldSource, file: string, tensor: TensorProto): StoredTensor {
  const { name, dtype, shape, data } = tensor;
  const storage =
    data.field === undefined
      ? new PlainStorage(source, dtype, data.begin)
      : new TypedStorage(source, tensor);
  return { name, dtype, shape, bytes: data.end - data.begin, file, storage };
}

function storedThere(
  { name, dtype, shape }: TensorProto,
  { source, file, offset, bytes }: Place,
): StoredTensor {
  return { name, dtype, shape, bytes, file, storage: new PlainStorage(source, dtype, offset) };
}

/** Two may be one weight, but none may lie partly in another. */
function inPlaceOrder(walk: Walk, tensors: readonly StoredTensor[]): readonly StoredTensor[] {
  const begin = ({ storage }: StoredTensor) => storage.offset ?? 0;
  const sorted = tensors.toSorted(
    (a, b) => compare(a.file, b.file) || begin(a) - begin(b) || a.bytes - b.bytes,
  );
  let before: StoredTensor | undefined;
  for (const tensor of sorted) {
    if (tensor.bytes === 0) continue; // it lies nowhere
    const isSame =
      before?.file === tensor.file &&
      begin(before) === begin(tensor) &&
      before.bytes === tensor.bytes;
    if (before?.file === tensor.file && !isSame && begin(tensor) < begin(before) + before.bytes) {
      const overlap = `${quoted(tensor.name)} overlaps tensor ${quoted(before.name)}`;
      walk.fail('file-format', `lists tensors of which ${overlap} in ${quoted(tensor.file)}`);
    }
    before = tensor;
  }
  return sorted;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** By name: how the message of each is had that goes into a part of the graph. Its numbers are looked at once. */
export function graphWeights(
  { weights, sparse }: GraphProto,
  places: Places,
  tensors: ReadonlyMap<string, StoredTensor>,
  read: (piece: Piece) => Promise<Uint8Array>,
): ReadonlyMap<string, OnnxWeight> {
  const protos = new Map<string, OnnxWeight>();
  for (const weight of weights) {
    const { span, name, type, shape: dims } = weight;
    const place = places.get(weight);
    const bytes = place?.bytes ?? span.end - span.begin;
    let isChecked = false;
    const proto = async () => {
      const tensor = tensors.get(name);
      if (tensor && !isChecked) await checkFinite(quietJob, [tensor]);
      isChecked = true;
      return place ? broughtIn(weight, place) : read(span);
    };
    protos.set(name, { bytes, type, dims, proto, isSparse: false });
  }
  for (const [name, { tensor, span }] of sparse) {
    const { type, shape: dims } = tensor;
    const bytes = span.end - span.begin;
    protos.set(name, { bytes, type, dims, proto: () => read(span), isSparse: true });
  }
  return protos;
}

/** The message as it would be with the data in it: the runtime opens no files of its own. */
async function broughtIn(
  { name, type, shape }: TensorProto,
  { source, offset, bytes }: Place,
): Promise<Uint8Array> {
  const writer = new protobuf.Writer();
  for (const length of shape) writer.uint32((1 << 3) | VARINT).int64(length);
  writer.uint32((2 << 3) | VARINT).int32(type);
  writer.uint32((8 << 3) | BYTES).string(name);
  writer.uint32((9 << 3) | BYTES).bytes(await source.readEarly(offset, bytes));
  return writer.finish();
}
