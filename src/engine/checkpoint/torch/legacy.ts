// A file of torch.save before PyTorch 1.6: five pickles (a magic number, a version, the machine, what was saved, the
// keys of its storages), then each storage: a count of elements and the elements. And a pickle that stands alone.
// pytorch/torch/serialization.py (_legacy_save, _legacy_load)
import { bytesOf, type Dtype } from '../../core/dtype.ts';
import { EngineError } from '../../core/error.ts';
import type { HeldSource } from '../held.ts';
import { grouped, quoted } from '../words.ts';
import { MoreBytes } from './cursor.ts';
import { MAX_PICKLE_BYTES, type Opened, type Place, storedNumbers } from './opened.ts';
import { type Unpickled, unpickled } from './pickle.ts';
import { Dict, type Value } from './values.ts';
import { type TorchWorld, torchWorld } from './world.ts';

const MAGIC = 0x1950a86a20f9469cfc6cn;
/** First taken of the file; four times as much until the pickle ends. */
const FIRST_BYTES = 1 << 16;
/** i64 before the elements of a storage. */
const COUNT_BYTES = 8;
const AGAIN = 'It was cut short or is damaged: download or save it again.';

type Whole = { readonly dtype: Dtype | undefined; readonly elements: number };

export async function openLegacy(source: HeldSource): Promise<Opened> {
  const { path } = source;
  const wholes = new Map<string, Whole>();
  const world = torchWorld(path, (id) => {
    if (Array.isArray(id) && id[0] === 'module') return id[1] ?? null; // with its program's text
    const { numbers, whole } = storedNumbers(path, id);
    const known = wholes.get(numbers.key);
    if (known && (known.dtype !== numbers.dtype || known.elements !== whole)) {
      throw wrong(`${path} says two things of its storage ${quoted(numbers.key)}`);
    }
    wholes.set(numbers.key, { dtype: numbers.dtype, elements: whole });
    return numbers;
  });
  const pickles = new Pickles(source, world);
  const first = await pickles.next();
  if (first !== MAGIC) return alone(first, pickles.at, world);
  await pickles.next(); // the version of the format, 1001 since 2017
  checkOrder(await pickles.next(), path);
  const value = await pickles.next();
  const headerBytes = pickles.at;
  const places = await placesOf(source, await pickles.next(), pickles.at, wholes);
  return {
    description: 'PyTorch, legacy',
    value,
    inert: world.inert,
    headerBytes,
    async place({ key, dtype, first: begin }) {
      const place = places.get(key);
      if (!place) throw wrong(`${path} lacks the storage ${quoted(key)}, which its pickle names`);
      const skipped = dtype ? bytesOf(dtype, begin) : begin;
      return { offset: place.offset + skipped, bytes: place.bytes - skipped };
    },
  };
}

function alone(value: Value, headerBytes: number, world: TorchWorld): Opened {
  const place = async () => {
    throw new EngineError('internal', 'a pickle that stands alone has no storages');
  };
  return { description: 'Python pickle', value, inert: world.inert, headerBytes, place };
}

/** Pickles one after the other. */
class Pickles {
  readonly #source: HeldSource;
  readonly #world: TorchWorld;
  #held = 0;
  at = 0;

  constructor(source: HeldSource, world: TorchWorld) {
    this.#source = source;
    this.#world = world;
  }

  async next(): Promise<Value> {
    const { path, size } = this.#source;
    const left = size - this.at;
    for (
      let bytes = Math.min(FIRST_BYTES, left);
      ;
      bytes = Math.min(4 * bytes, left, MAX_PICKLE_BYTES)
    ) {
      const ended = await this.#tried(bytes);
      if (ended) {
        await this.#source.readEarly(this.at, ended.length); // what was read is held
        this.at += ended.length;
        this.#held = ended.held;
        return ended.value;
      }
      if (bytes === left) throw wrong(`${path} ends within a pickle, after ${grouped(size)} bytes`);
      if (bytes >= MAX_PICKLE_BYTES) {
        const found = `${path} has a pickle of over ${grouped(MAX_PICKLE_BYTES)} bytes`;
        throw new EngineError('file-unsafe', `${found}, so many are allowed`);
      }
    }
  }

  async #tried(bytes: number): Promise<Unpickled | undefined> {
    try {
      const { path } = this.#source;
      return unpickled(await this.#source.read(this.at, bytes), path, this.#world, this.#held);
    } catch (error) {
      if (error instanceof MoreBytes) return undefined;
      throw error;
    }
  }
}

function checkOrder(machine: Value, path: string): void {
  const little = machine instanceof Dict ? machine.named().get('little_endian') : true;
  if (little !== false) return;
  throw new EngineError('file-format', `${path} has the byte order "big", little is read`, {
    hint: 'Save its state_dict with safetensors on another machine.',
  });
}

/** Storages lie one after the other from `start` on, in the order of `keys`. */
async function placesOf(
  source: HeldSource,
  keys: Value,
  start: number,
  wholes: ReadonlyMap<string, Whole>,
): Promise<ReadonlyMap<string, Place>> {
  const { path, size } = source;
  const places = new Map<string, Place>();
  let at = start;
  for (const key of Array.isArray(keys) ? keys : []) {
    const whole = typeof key === 'string' ? wholes.get(key) : undefined;
    if (typeof key !== 'string' || !whole || places.has(key)) {
      throw wrong(`${path} lists a storage that its pickle does not name`);
    }
    const bytes = whole.dtype ? bytesOf(whole.dtype, whole.elements) : whole.elements;
    const end = at + COUNT_BYTES + bytes;
    if (end > size) {
      const missing = `${grouped(end - size)} bytes are missing`;
      throw wrong(`${path} ends within the storage ${quoted(key)}: ${missing}`);
    }
    const count = await source.readEarly(at, COUNT_BYTES);
    const told = new DataView(count.buffer, count.byteOffset).getBigInt64(0, true);
    if (told !== BigInt(whole.elements)) {
      const found = `${path} stores ${grouped(told)} elements for ${quoted(key)}`;
      throw wrong(`${found}, its pickle says ${grouped(whole.elements)}`);
    }
    places.set(key, { offset: at + COUNT_BYTES, bytes });
    at = end;
  }
  return places;
}

function wrong(message: string): EngineError {
  return new EngineError('file-format', message, { hint: AGAIN });
}
