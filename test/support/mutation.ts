// Valid safetensors files and fast-check arbitraries that damage them: most damage is small and
// leaves the rest of the file in order, so that it reaches the checks behind the first one.
import fc from 'fast-check';
import { safetensorsBytes } from './checkpoints.ts';

/** A safetensors file before it is put together. */
export type Draft = { readonly header: string; readonly data: Uint8Array };

/** Something done to the parts of a file, or to its bytes. */
type TextEdit = (text: string) => string;
type ByteEdit = (bytes: Uint8Array) => Uint8Array;

export type Damage = {
  readonly header: readonly TextEdit[];
  readonly bytes: readonly ByteEdit[];
};

/** The file with its header edited, its length still right, and then its bytes. */
export function damaged({ header, data }: Draft, damage: Damage): Uint8Array {
  const text = damage.header.reduce((edited, edit) => edit(edited), header);
  return damage.bytes.reduce((bytes, edit) => edit(bytes), safetensorsBytes(text, data));
}

/** What numbers, names and values a hostile writer would try. */
const nastyNumbers = [
  ...['-1', '-0', '1.5', '1e2', '1e400', '4294967296', '9007199254740992', '9007199254740993'],
  ...['18446744073709551616', '0x10', '00', '1000000000', 'NaN', 'null', 'true', '"4"', '[]', '{}'],
];
const nastyTexts = [
  ...['"__proto__"', '"constructor"', '"__metadata__"', '""', '"a"', '"dtype"', '"\\u0061"'],
  ...[
    '"\\ud800"',
    '"\u202e"',
    '"F16"',
    '"F64"',
    '"BOOL"',
    '"F4"',
    '"I64"',
    `"${'x'.repeat(5000)}"`,
  ],
  ...['"../x.safetensors"', '"two.safetensors"', '"one.safetensors"'],
];

/** Uniform in [0, 1): a place in a file. fast-check's own doubles are nearly all close to 0. */
const fraction = fc.noBias(fc.nat(2 ** 30 - 1)).map((n) => n / 2 ** 30);
const at = (length: number, where: number) => Math.floor(where * length);

/** Replaces one of the matches of a pattern, picked by a fraction. */
const replaceOne = (pattern: RegExp, where: number, replacement: string): TextEdit => {
  return (text) => {
    const matches = [...text.matchAll(pattern)];
    if (matches.length === 0) return text;
    const match = matches[at(matches.length, where)];
    return text.slice(0, match.index) + replacement + text.slice(match.index + match[0].length);
  };
};

const NUMBER = /-?\d+/g;
const STRING = /"[^"\\]*"/g;
const VALUE = /\[[^[\]]*\]|\{[^{}]*\}/g;
const OFFSETS = /\[\d+,\s*\d+\](?=\})/g;

/** Damage to JSON text: a header's, an index's or a configuration's. */
export const textEdit: fc.Arbitrary<TextEdit> = fc.oneof(
  fc
    .tuple(fraction, fc.constantFrom(...nastyNumbers))
    .map(([where, to]) => replaceOne(NUMBER, where, to)),
  fc.tuple(fraction, fc.nat(64)).map(([where, to]) => replaceOne(NUMBER, where, `${to}`)),
  fc
    .tuple(fraction, fc.constantFrom(...nastyTexts))
    .map(([where, to]) => replaceOne(STRING, where, to)),
  fc
    .tuple(fraction, fc.integer({ min: 1, max: 200_000 }))
    .map(([where, depth]) =>
      replaceOne(VALUE, where, '['.repeat(depth) + ']'.repeat(depth % 3 === 0 ? 0 : depth)),
    ),
  fc.tuple(fraction, fraction).map(([a, b]) => swapOffsets(a, b)),
  fc.tuple(fraction, fc.integer({ min: -8, max: 8 })).map(([a, by]) => shiftOffsets(a, by)),
  fc.tuple(fraction, fraction).map(([from, to]) => repeatSlice(from, to)),
  fc.tuple(fraction, fc.nat(20)).map(([where, length]) => (text: string) => {
    const start = at(text.length, where);
    return text.slice(0, start) + text.slice(start + length);
  }),
);

/** Damage to the bytes of a whole file. */
const byteEdit: fc.Arbitrary<ByteEdit> = fc.oneof(
  fc.tuple(fraction, fc.nat(7)).map(([where, bit]) => flipBit(where, bit)),
  fraction.map((where) => (bytes: Uint8Array) => bytes.slice(0, at(bytes.length, where))),
  fc.uint8Array({ minLength: 1, maxLength: 40 }).map((more) => (bytes: Uint8Array) => {
    const longer = new Uint8Array(bytes.length + more.length);
    longer.set(bytes);
    longer.set(more, bytes.length);
    return longer;
  }),
  fc
    .oneof(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.constantFrom(0n, 1n, 2n, 100_000_000n, 100_000_001n, 2n ** 31n, 2n ** 63n),
    )
    .map((length) => claimLength(() => length)),
  fc.integer({ min: -9, max: 9 }).map((by) => claimLength((was) => was + BigInt(by))),
);

export const damage: fc.Arbitrary<Damage> = fc.oneof(
  { weight: 3, arbitrary: fc.record({ header: edits(textEdit, 3), bytes: fc.constant([]) }) },
  { weight: 2, arbitrary: fc.record({ header: fc.constant([]), bytes: edits(byteEdit, 3) }) },
  { weight: 1, arbitrary: fc.record({ header: edits(textEdit, 2), bytes: edits(byteEdit, 2) }) },
);

function edits<T>(edit: fc.Arbitrary<T>, most: number): fc.Arbitrary<T[]> {
  return fc.array(edit, { minLength: 1, maxLength: most });
}

function swapOffsets(first: number, second: number): TextEdit {
  return (text) => {
    const all = text.match(OFFSETS) ?? [];
    if (all.length === 0) return text;
    const [a, b] = [at(all.length, first), at(all.length, second)];
    let index = 0;
    return text.replace(OFFSETS, (own) => {
      const here = index++;
      return here === a ? all[b] : here === b ? all[a] : own;
    });
  };
}

/** Moves a tensor over its neighbour, its length unchanged. */
function shiftOffsets(where: number, by: number): TextEdit {
  return (text) => {
    const all = [...text.matchAll(OFFSETS)];
    const moved = all.at(at(all.length, where))?.[0].replace(NUMBER, (n) => `${Number(n) + by}`);
    return moved === undefined ? text : replaceOne(OFFSETS, where, moved)(text);
  };
}

/** Writes a stretch of the text twice: often a key, sometimes a bracket too many. */
function repeatSlice(from: number, to: number): TextEdit {
  return (text) => {
    const members = text.split(/(?<=\}),\s*/);
    const copied = members.slice(at(members.length, from), at(members.length, to) + 1);
    return [...members.slice(0, -1), ...copied, ...members.slice(-1)].join(', ');
  };
}

/** Half of the flips go to the first kilobyte, where the header is. */
function flipBit(where: number, bit: number): ByteEdit {
  return (bytes) => {
    const out = bytes.slice();
    const reach = where < 0.5 ? Math.min(bytes.length, 1024) : bytes.length;
    if (reach > 0) out[at(reach, (where * 2) % 1)] ^= 1 << bit;
    return out;
  };
}

function claimLength(change: (was: bigint) => bigint): ByteEdit {
  return (bytes) => {
    if (bytes.length < 8) return bytes;
    const out = bytes.slice();
    const view = new DataView(out.buffer);
    view.setBigUint64(0, change(view.getBigUint64(0, true)), true);
    return out;
  };
}
