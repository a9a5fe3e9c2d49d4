// Texts of any length lie in heaps of an HDF5 file (format specification, III.E).
import type { Fields } from './fields.ts';
import { textOf } from './fields.ts';
import type { Pages } from './pages.ts';

type Place = { readonly address: number; readonly bytes: number };

const HEAD = 16;

export class Heaps {
  readonly #pages: Pages;
  /** By the address of a heap, its objects by their number. */
  readonly #heaps = new Map<number, ReadonlyMap<number, Place>>();

  constructor(pages: Pages) {
    this.#pages = pages;
  }

  /** The text that a field of 16 bytes leads to. */
  async text(fields: Fields): Promise<string> {
    const [length, address, index] = [fields.u32(), fields.address(), fields.u32()];
    if (length === 0 || address === undefined || address === 0) return '';
    const known = this.#heaps.get(address);
    const objects = known ?? (await this.#objectsOf(address));
    if (!known) this.#heaps.set(address, objects);
    const place = objects.get(index);
    if (!place || place.bytes < length) throw fields.wrong('leads to a text that is not there');
    const text = await this.#pages.fields(place.address, length, 'a text');
    return textOf(text.bytes(length));
  }

  async #objectsOf(address: number): Promise<ReadonlyMap<number, Place>> {
    const what = `the heap at ${address}`;
    const head = await this.#pages.fields(address, HEAD, what);
    head.expect('GCOL');
    head.skip(4);
    const end = address + head.u64();
    const objects = new Map<number, Place>();
    for (let at = address + HEAD; at + HEAD <= end; ) {
      const object = await this.#pages.fields(at, HEAD, what);
      const index = object.u16();
      if (index === 0) break; // the rest is free
      object.skip(6);
      const bytes = object.u64();
      objects.set(index, { address: at + HEAD, bytes });
      at += HEAD + Math.ceil(bytes / 8) * 8;
    }
    return objects;
  }
}
