// Pictures of few bits, of a palette, and one that unpacks to more than it says.
import { zlibSync } from 'fflate';
import { expect, test } from 'vitest';
import { dataTaskOf, picture } from '../support/dataTasks.ts';

/** A one-bit picture of 10 x 2, and a palette: the library leaves bits packed. */
test('pictures of less than eight bits', async () => {
  const chunk = (type: string, data: Uint8Array) => {
    const body = Uint8Array.from([...new TextEncoder().encode(type), ...data]);
    const out = new DataView(new ArrayBuffer(body.length + 8));
    out.setUint32(0, data.length);
    for (const [i, byte] of body.entries()) out.setUint8(4 + i, byte);
    out.setUint32(4 + body.length, crc(body));
    return new Uint8Array(out.buffer);
  };
  const png = (
    depth: number,
    colour: number,
    lines: readonly number[],
    palette: readonly number[] = [],
  ) => {
    const header = Uint8Array.from([0, 0, 0, 10, 0, 0, 0, 2, depth, colour, 0, 0, 0]);
    const chunks = [
      chunk('IHDR', header),
      ...(palette.length > 0 ? [chunk('PLTE', Uint8Array.from(palette))] : []),
      chunk('IDAT', zlibSync(Uint8Array.from(lines))),
      chunk('IEND', new Uint8Array()),
    ];
    return Uint8Array.from([137, 80, 78, 71, 13, 10, 26, 10, ...chunks.flatMap((one) => [...one])]);
  };
  const lines = [0, 0b10100000, 0b01000000, 0, 0b11111111, 0b11000000];
  const grey = await dataTaskOf(
    { file: 'd' },
    { 'd/a/1.png': png(1, 0, lines), 'd/b/1.png': png(1, 0, lines) },
    { regions: { grid: [1, 2] } },
  );
  const bits = [1, 0, 1, 0, 0, 0, 0, 0, 0, 1, ...Array(10).fill(1)];
  expect([...grey.data.rows.numbers.subarray(0, 20)]).toEqual(bits.map((bit) => 255 * bit));
  const palette = [10, 20, 30, 40, 50, 60];
  const indexed = await dataTaskOf(
    { file: 'd' },
    { 'd/a/1.png': png(1, 3, lines, palette), 'd/b/1.png': png(1, 3, lines, palette) },
    { regions: { grid: [1, 2] } },
  );
  const colours = bits.flatMap((bit) => palette.slice(3 * bit, 3 * bit + 3));
  expect([...indexed.data.rows.numbers.subarray(0, 60)]).toEqual(colours);
});

function crc(bytes: Uint8Array): number {
  let c = 0xffffffff;
  for (const byte of bytes) {
    c ^= byte;
    for (let k = 0; k < 8; k++) c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
  }
  return (c ^ 0xffffffff) >>> 0;
}

test('a picture that unpacks to more than its header says is not unpacked', async () => {
  const bomb = picture(Array(4).fill(1), 2);
  const idat = zlibSync(new Uint8Array(2 ** 24));
  const from = 33; // the first chunk after the header
  const bytes = new Uint8Array(from + idat.length + 24);
  bytes.set(bomb.subarray(0, from));
  new DataView(bytes.buffer).setUint32(from, idat.length);
  bytes.set(new TextEncoder().encode('IDAT'), from + 4);
  bytes.set(idat, from + 8);
  await expect(dataTaskOf({ file: 'd' }, { 'd/a/1.png': bytes })).rejects.toThrow(
    /unpacks to more than its header says/,
  );
});
