// From views of storages to tensors of a container, each with its place in the file.
import { bytesOf } from '../../core/dtype.ts';
import { EngineError } from '../../core/error.ts';
import type { ByteSource } from '../../core/files.ts';
import { count } from '../../core/tensor.ts';
import type { StoredTensor } from '../container.ts';
import { PlainStorage, type Storage } from '../storage.ts';
import { isRun, StridedStorage } from '../strided.ts';
import type { Opened, Place } from './opened.ts';
import type { StoredNumbers, Tensor } from './values.ts';

type Placed = { readonly begin: number; readonly tensor: StoredTensor };

/** In the order of their places; what has none comes last. */
export async function stored(
  source: ByteSource,
  file: string,
  opened: Opened,
  tensors: ReadonlyMap<string, Tensor>,
): Promise<ReadonlyMap<string, StoredTensor>> {
  const places = new Map<string, Place>();
  const placeOf = async (numbers: StoredNumbers) => {
    const key = `${numbers.key} ${numbers.first}`;
    const place = places.get(key) ?? (await opened.place(numbers));
    places.set(key, place);
    return place;
  };
  const placed: Placed[] = [];
  for (const [name, tensor] of tensors) {
    const { dtype, shape, numbers, offset } = tensor;
    const place = numbers && (await placeOf(numbers));
    const storage = place ? storageOf(source, tensor, place) : new Nowhere(source.path);
    const bytes = numbers ? Math.ceil(bytesOf(dtype, count(shape))) : 0;
    const begin = place ? place.offset + bytesOf(dtype, offset) : Number.POSITIVE_INFINITY;
    placed.push({ begin, tensor: { name, dtype, shape, bytes, file, storage } });
  }
  placed.sort(byPlace);
  return new Map(placed.map(({ tensor }) => [tensor.name, tensor]));
}

/** Views of the same bytes stand together: so it is seen that they are one weight. */
function byPlace(a: Placed, b: Placed): number {
  if (a.begin !== b.begin) return a.begin < b.begin ? -1 : 1; // no difference: both may be infinite
  const isStepped = ({ tensor }: Placed) => Number(tensor.storage.offset === undefined);
  return isStepped(a) - isStepped(b) || a.tensor.bytes - b.tensor.bytes;
}

function storageOf(source: ByteSource, tensor: Tensor, { offset, bytes }: Place): Storage {
  const { dtype } = tensor;
  if (isRun(tensor)) return new PlainStorage(source, dtype, offset + bytesOf(dtype, tensor.offset));
  return new StridedStorage(source, dtype, offset, Math.floor(bytes / bytesOf(dtype, 1)), tensor);
}

/** Of a tensor that is listed and has no numbers: its dtype says why, so that nobody comes to read them. */
class Nowhere implements Storage {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  async read(): Promise<void> {
    throw new EngineError('internal', `a tensor of ${this.path} has no numbers to read`);
  }
}
