// The members of a gzip file, one after the other as gunzip reads them: bgzip and `cat a.gz b.gz` leave several. Of each
// the checksum and the length are compared. RFC 1952
import { Inflate } from 'fflate/browser';
import { crc32 } from '../../checkpoint/inflate.ts';
import { grouped } from '../../checkpoint/words.ts';

/** fflate tells nobody that the data have ended; its own Gunzip, which compares nothing, looks here as well. */
type State = {
  /** Set once the last block is reached; within a block; bits of `p` that are read. */
  readonly s: { readonly f?: number; readonly l?: unknown; readonly p?: number };
  /** What is left of the bytes that were pushed. */
  readonly p: Uint8Array;
};

const trailerBytes = 8;
/** An extra field has at most 64 KB; names and comments are short. */
const mostHeader = 2 ** 17;
/** bgzip's have up to 64 KB: these are 600 MB. A member costs as much as 100 KB of data. */
const mostMembers = 10_000;
const nothing = new Uint8Array(0);

/** What is pushed comes out unpacked. Throws what `wrong` makes of what is found, a clause. */
export class Gunzipping {
  readonly #onChunk: (chunk: Uint8Array) => void;
  readonly #wrong: (found: string) => Error;
  #at: 'header' | 'data' | 'trailer' = 'header';
  #data = new Inflate();
  /** Of a header or a trailer that is not whole yet. */
  #rest: Uint8Array = nothing;
  #members = 0;
  #crc = 0;
  #length = 0;

  constructor(onChunk: (chunk: Uint8Array) => void, wrong: (found: string) => Error) {
    this.#onChunk = onChunk;
    this.#wrong = wrong;
  }

  push(piece: Uint8Array, isLast: boolean): void {
    let bytes = joined(this.#rest, piece);
    this.#rest = nothing;
    while (bytes.length > 0) {
      if (this.#at === 'header') bytes = this.#begun(bytes);
      else if (this.#at === 'data') bytes = this.#inflated(bytes);
      else bytes = this.#ended(bytes);
    }
    if (isLast && (this.#at !== 'header' || this.#rest.length > 0))
      throw this.#wrong('it does not unpack: it ends within its packed bytes');
  }

  /** What stands behind the header. */
  #begun(bytes: Uint8Array): Uint8Array {
    if (this.#members > 0 && bytes.every((byte) => byte === 0)) return nothing; // a tape is filled up
    const end = this.#headerEnd(bytes);
    if (end > bytes.length) return this.#keep(bytes);
    if (++this.#members > mostMembers)
      throw this.#wrong(`it has over ${grouped(mostMembers)} members, as many are allowed`);
    this.#at = 'data';
    this.#crc = 0;
    this.#length = 0;
    this.#data = new Inflate((chunk) => {
      this.#crc = crc32(chunk, this.#crc);
      this.#length += chunk.length;
      this.#onChunk(chunk);
    });
    return bytes.subarray(end);
  }

  /** What stands behind the packed data. */
  #inflated(bytes: Uint8Array): Uint8Array {
    this.#data.push(bytes, false);
    const { s, p } = this.#data as unknown as State;
    if (!s.f || s.l) return nothing;
    this.#at = 'trailer';
    return p.subarray(Math.ceil((s.p ?? 0) / 8));
  }

  /** What stands behind the trailer. */
  #ended(bytes: Uint8Array): Uint8Array {
    if (bytes.length < trailerBytes) return this.#keep(bytes);
    const view = new DataView(bytes.buffer, bytes.byteOffset, trailerBytes);
    if (view.getUint32(0, true) !== this.#crc)
      throw this.#wrong('it is damaged: its checksum is another');
    const said = view.getUint32(4, true);
    if (said !== this.#length % 2 ** 32) {
      const found = `${grouped(said)} bytes are said to be packed in it, there are ${grouped(this.#length)}`;
      throw this.#wrong(`it is damaged: ${found}`);
    }
    this.#at = 'header';
    return bytes.subarray(trailerBytes);
  }

  #keep(bytes: Uint8Array): Uint8Array {
    this.#rest = bytes.slice();
    return nothing;
  }

  /** Beyond the bytes where they are not all of it. */
  #headerEnd(bytes: Uint8Array): number {
    const [a, b = 0x8b, method = 8, flags = 0] = bytes;
    if (a !== 0x1f || b !== 0x8b || method !== 8 || flags > 0x1f) {
      const where = this.#members > 0 ? 'behind its end stands' : 'it has';
      throw this.#wrong(`${where} something that gzip does not read`);
    }
    const end = headerEnd(bytes, flags);
    if (end > mostHeader) throw this.#wrong('its header has no end');
    return end;
  }
}

/** Of a header with these flags: where it ends, if all of it is there, else further than the bytes. */
function headerEnd(bytes: Uint8Array, flags: number): number {
  let at = 10;
  if (flags & 4) at += 2 + (bytes[at] ?? 0) + 256 * (bytes[at + 1] ?? 0);
  for (const text of [8, 16]) {
    // name, comment
    if (!(flags & text)) continue;
    const zero = bytes.indexOf(0, at);
    at = zero < 0 ? Math.max(at, bytes.length) + 1 : zero + 1;
  }
  return flags & 2 ? at + 2 : at;
}

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  if (a.length === 0) return b;
  const out = new Uint8Array(a.length + b.length);
  out.set(a);
  out.set(b, a.length);
  return out;
}
