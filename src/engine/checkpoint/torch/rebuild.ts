// The functions by which torch.save writes tensors (torch/_utils.py), as views of stored numbers. Every view is
// checked against what it views.
import { bytesOf, type Dtype, numberless } from '../../core/dtype.ts';
import { count } from '../../core/tensor.ts';
import { grouped, quoted, shapeText } from '../words.ts';
import { dtypeNamed } from './dtypes.ts';
import { type Again, type Given, isCounts, type Makers } from './given.ts';
import { Dict, Global, isTensor, type StoredNumbers, type Tensor, type Value } from './values.ts';

/** torch allows 64. */
const MAX_RANK = 64;
/** Elements of a view that repeats what is stored (a step of 0): a mask of 16,384 x 16,384. */
const MAX_REPEATED = 1 << 28;

export const rebuilders: Makers = [
  ['torch._utils._rebuild_tensor', (given) => ofStored(given, typeOf(given))],
  ['torch._utils._rebuild_tensor_v2', (given) => ofStored(given, typeOf(given), given.all[6])],
  ['torch._utils._rebuild_tensor_v3', (given) => ofStored(given, named(given, 6), given.all[7])],
  ['torch._utils._rebuild_parameter', (given) => given.tensor(0)],
  ['torch._utils._rebuild_parameter_with_state', (given) => given.tensor(0)],
  ['torch._tensor._rebuild_from_type', ofType],
  ['torch._tensor._rebuild_from_type_v2', ofType],
  ['torch._utils._rebuild_device_tensor_from_cpu_tensor', (given) => given.tensor(0)],
  ['torch._utils._rebuild_qtensor', quantised],
  ['torch._utils._rebuild_sparse_tensor', sparse],
  ['torch._utils._rebuild_sparse_csr_tensor', sparse],
  ['torch._utils._rebuild_meta_tensor_no_storage', meta],
  ['torch.storage._load_from_bytes', (given) => given.wrong(DUMPED)],
];

/** Each storage is then a file of torch.save within the pickle. */
const DUMPED = 'it was written by pickle.dump; torch.save writes what is read';

/** A class of one's own over a tensor, as torch.nn.Buffer: its function, class, arguments and attributes. */
function ofType(given: Given, again: Again): Value {
  return again.call(given.all[0] ?? null, given.list(2));
}

function ofStored(given: Given, dtype: Dtype, marks: Value = null): Tensor {
  const view = viewOf(given, dtype, given.numbers(0));
  const isMarked = marks instanceof Dict && [...marks.named().values()].includes(true);
  return isMarked ? without(view, 'its numbers are stored negated or conjugated') : view;
}

/** Storage, offset, sizes and steps: the first arguments of all of them. */
function viewOf(given: Given, dtype: Dtype, numbers: StoredNumbers): Tensor {
  const [offset, shape, strides] = [given.integer(1), given.integers(2), given.integers(3)];
  checkShape(given, shape);
  if (shape.length !== strides.length)
    given.wrong(`${shape.length} sizes, ${strides.length} steps`);
  const stored = elementsOf(numbers, dtype);
  const elements = count(shape);
  const last = offset + shape.reduce((sum, size, i) => sum + (size - 1) * strides[i], 0);
  if (elements > 0 && !(last < stored)) {
    const reach = `a tensor of shape ${shapeText(shape)} reaches element ${grouped(last)}`;
    given.wrong(`${reach} of storage ${quoted(numbers.key)}, which has ${grouped(stored)}`);
  }
  if (elements > stored && elements > MAX_REPEATED) {
    const repeats = `a tensor of shape ${shapeText(shape)} repeats ${grouped(stored)} numbers`;
    given.wrong(`${repeats}, ${grouped(MAX_REPEATED)} elements are allowed`);
  }
  return { kind: 'tensor', dtype, shape, numbers, offset, strides };
}

/** How many of this type are stored. */
function elementsOf({ dtype, elements }: StoredNumbers, wanted: Dtype): number {
  return Math.floor((elements * (dtype ? bytesOf(dtype, 1) : 1)) / bytesOf(wanted, 1));
}

/** Before its sizes are looked at. */
function checkRank(given: Given, shape: readonly Value[]): void {
  if (shape.length > MAX_RANK) given.wrong(`${shape.length} sizes, ${MAX_RANK} are allowed`);
}

function checkShape(given: Given, shape: readonly number[]): void {
  checkRank(given, shape);
  if (!Number.isSafeInteger(count(shape))) given.wrong(`the shape ${shapeText(shape)}`);
}

function typeOf(given: Given): Dtype {
  return given.numbers(0).dtype ?? given.wrong('a storage without a type');
}

/** "torch.float32" as an argument. */
function named(given: Given, index: number): Dtype {
  const value = given.all[index];
  const dtype = value instanceof Global && value.module === 'torch' && dtypeNamed(value.name);
  return dtype || given.wrong(`argument ${index + 1} is no dtype that is known`);
}

/** Listed, and never computed with. */
function without(tensor: Tensor, why: string): Tensor {
  const { name, perBlock, bytes } = tensor.dtype;
  return { ...tensor, dtype: numberless(name, perBlock, bytes, why) };
}

function quantised(given: Given): Tensor {
  return viewOf(given, typeOf(given), given.numbers(0));
}

/** Layout, then the parts: indices, values, the shape, and in new files whether equal indices are merged. */
function sparse(given: Given): Tensor {
  const parts = given.list(1);
  const { dtype } = parts.findLast(isTensor) ?? given.wrong('no values');
  const shape = parts.findLast((part) => Array.isArray(part));
  if (shape) checkRank(given, shape);
  if (!shape || !isCounts(shape)) return given.wrong('no shape');
  checkShape(given, shape);
  return without(
    { kind: 'tensor', dtype, shape, offset: 0, strides: [] },
    'sparse tensors are not read',
  );
}

function meta(given: Given): Tensor {
  const shape = given.integers(1);
  checkShape(given, shape);
  const listed: Tensor = { kind: 'tensor', dtype: named(given, 0), shape, offset: 0, strides: [] };
  return without(listed, "it was saved from PyTorch's meta device, which holds no numbers");
}
