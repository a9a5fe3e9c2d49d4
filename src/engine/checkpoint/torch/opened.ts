// What a file of torch.save is once its pickle is read, whichever form the file has.
import type { Dtype } from '../../core/dtype.ts';
import { EngineError } from '../../core/error.ts';
import { quoted } from '../words.ts';
import { dtypeOfStorage } from './dtypes.ts';
import { Global, StoredNumbers, type Value } from './values.ts';

/** Of a state dict some 200 bytes a tensor; optimizers' states and whole modules ten times that. */
export const MAX_PICKLE_BYTES = 32 << 20;

export type Place = { readonly offset: number; readonly bytes: number };

export type Opened = {
  readonly description: string;
  readonly value: Value;
  /** Names of Python's that are kept as data. */
  readonly inert: ReadonlySet<string>;
  readonly headerBytes: number;
  /** Where the numbers of a storage lie in the file. Throws EngineError where they do not. */
  place(numbers: StoredNumbers): Promise<Place>;
};

export type Named = {
  readonly numbers: StoredNumbers;
  /** Elements of the whole storage, of which `numbers` may be a part. */
  readonly whole: number;
};

/**
 * ('storage', class, key, location, elements), and in legacy files a view (key, first, elements) or None.
 * `path` is the file's.
 */
export function storedNumbers(path: string, id: Value): Named {
  const parts = Array.isArray(id) ? id : [];
  const [kind, of, key, location, elements, view] = parts;
  if (kind !== 'storage' || typeof key !== 'string' || typeof location !== 'string') {
    throw wrong(path, 'names something outside of its pickle that is no storage');
  }
  if (!isCount(elements)) throw wrong(path, `gives storage ${quoted(key)} no count of elements`);
  const dtype = typeOf(path, of);
  if (!Array.isArray(view)) {
    return { numbers: new StoredNumbers(key, dtype, elements, location), whole: elements };
  }
  const [, first, part] = view;
  if (!isCount(first) || !isCount(part) || first + part > elements) {
    throw wrong(path, `has a view of storage ${quoted(key)} that lies outside of it`);
  }
  return { numbers: new StoredNumbers(key, dtype, part, location, first), whole: elements };
}

function isCount(value: Value | undefined): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** undefined: a storage of bytes. */
function typeOf(path: string, of: Value | undefined): Dtype | undefined {
  if (of instanceof Global) {
    const dtype = dtypeOfStorage(of.name);
    if (dtype) return dtype;
    if (of.name === 'UntypedStorage') return undefined;
  }
  const found = of instanceof Global ? of.path : 'what has no name';
  throw wrong(path, `has a storage of the type ${quoted(found)}, which is not known`);
}

function wrong(path: string, found: string): EngineError {
  return new EngineError('file-format', `${path} ${found}`, {
    hint: 'It is damaged or of a newer PyTorch: save its state_dict again.',
  });
}
