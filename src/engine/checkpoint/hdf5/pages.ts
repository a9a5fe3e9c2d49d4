// What of an HDF5 file is not data, read page by page: its headers lie scattered among the numbers. Everything that
// a header leads to goes through here, so what any file can cost is bounded here.
import { EngineError } from '../../core/error.ts';
import type { HeldSource } from '../held.ts';
import { grouped } from '../words.ts';
import { Fields } from './fields.ts';

const PAGE_BYTES = 4096;
/** 64 MB: a model of 1,000 layers has some 4,000 objects, most of them on a page with others. */
const MOST_PAGES = 16_384;
/** Readings of all kinds, the same page again too: what leads round in circles ends here, within a second. */
const MOST_READINGS = 300_000;
/** Bytes of all readings together, for the same may be read again and again, and texts are kept. */
const MOST_HANDED_OUT = 96 << 20;

export class Pages {
  readonly source: HeldSource;
  readonly #pages = new Map<number, Uint8Array>();
  #readings = 0;
  #handedOut = 0;
  /** Of the address 0 in the source. */
  base = 0;

  constructor(source: HeldSource) {
    this.source = source;
  }

  get bytes(): number {
    return this.#pages.size * PAGE_BYTES;
  }

  /** The fields of `length` bytes from an address on; `what` names them for people. */
  async fields(address: number, length: number, what: string): Promise<Fields> {
    const { path, size } = this.source;
    const from = this.base + address;
    if (from + length > size) {
      const message = `${what} of ${path} would lie at bytes ${grouped(from)} to ${grouped(from + length)}, the file has ${grouped(size)}`;
      throw new EngineError('file-format', message, {
        hint: 'It is damaged or not all there: copy or download it again.',
      });
    }
    this.#handedOut += length;
    if (this.#handedOut > MOST_HANDED_OUT) {
      throw this.#beyond(`${grouped(MOST_HANDED_OUT)} bytes, read again and again`);
    }
    if (++this.#readings > MOST_READINGS) throw this.#beyond(`${grouped(MOST_READINGS)} parts`);
    return new Fields(await this.#read(from, length), `${what} of ${path}`);
  }

  async #read(from: number, length: number): Promise<Uint8Array> {
    const first = Math.floor(from / PAGE_BYTES);
    const last = Math.max(first, Math.ceil((from + length) / PAGE_BYTES) - 1);
    if (this.#pages.size + last - first >= MOST_PAGES) {
      throw this.#beyond(`${grouped(MOST_PAGES * PAGE_BYTES)} bytes`);
    }
    if (first === last) {
      const page = await this.#page(first);
      return page.subarray(from - first * PAGE_BYTES, from - first * PAGE_BYTES + length);
    }
    const out = new Uint8Array(length);
    for (let at = first; at <= last; at++) {
      const start = at * PAGE_BYTES;
      const page = await this.#page(at);
      const begin = Math.max(from - start, 0);
      out.set(page.subarray(begin, from + length - start), start + begin - from);
    }
    return out;
  }

  async #page(index: number): Promise<Uint8Array> {
    const known = this.#pages.get(index);
    if (known) return known;
    const start = index * PAGE_BYTES;
    const { source } = this;
    const page = await source.readEarly(start, Math.min(PAGE_BYTES, source.size - start));
    this.#pages.set(index, page);
    return page;
  }

  #beyond(limit: string): EngineError {
    return new EngineError(
      'file-unsafe',
      `the headers of ${this.source.path} have over ${limit}, so many are allowed`,
      { hint: 'No model has so many; it may be damaged.' },
    );
  }
}
