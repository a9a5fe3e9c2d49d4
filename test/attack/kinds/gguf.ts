// GGUF files whose headers are as long as they may be, or claim to be longer.
import { join } from 'node:path';
import { type GgufFile, listOf, writeGguf } from '../../support/gguf.ts';
import { type Attack, kind } from '../attack.ts';

const tensor = { name: 'w', dims: [8], data: new Uint8Array(32) };
const zeros = (bytes: number, count: number, type: 'text' | 'list'): GgufFile => ({
  metadata: [['k', 'list', listOf(type, [new Uint8Array(bytes)], BigInt(count))]],
});

const headers: readonly (readonly [name: string, end: Attack['end'], file: GgufFile])[] = [
  ['7,500,000 empty texts', 'either', zeros(60e6, 7_500_000, 'text')],
  ['5,000,000 empty lists', 'either', zeros(60e6, 5_000_000, 'list')],
  ['a text of 60 MB', 'either', { metadata: [['k', 'text', 'x'.repeat(60e6)]] }],
  [
    '65,000 keys',
    'either',
    { metadata: Array.from({ length: 65_000 }, (_, i) => [`k${i}`, 'u8', 1] as const) },
  ],
  [
    '250,000 tensors',
    'either',
    { tensors: Array.from({ length: 250_000 }, (_, i) => ({ ...tensor, name: `t${i}` })) },
  ],
  ['2^63 tensors', 'refused', { tensorCount: 2n ** 63n }],
  ['2^63 keys', 'refused', { keyCount: 2n ** 63n }],
  ['2^63 texts', 'refused', zeros(100, 2 ** 63, 'text')],
];

export const ggufs: readonly Attack[] = [
  ...kind(
    '2 GGUF headers',
    headers.map(([name, end, file]) => ({
      name,
      end,
      make: (folder) => {
        const path = join(folder, 'model.gguf');
        writeGguf(path, file);
        return { args: ['inspect', path], names: ['model'] };
      },
    })),
  ),
];
