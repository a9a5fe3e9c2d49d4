// GGUF files whose header is damaged or hostile, and what each is refused with.
import {
  type Field,
  type GgufFile,
  type GgufTensor,
  ggufBytes,
  joined,
  listOf,
  u32,
  u64,
} from './gguf.ts';

export type HostileGguf = readonly [
  what: string,
  file: GgufFile | Uint8Array,
  sentence: string | RegExp,
];

const floats = (n: number) => new Uint8Array(4 * n);
const tensor = (more: Partial<GgufTensor> = {}): GgufTensor => {
  return { name: 'a', dims: [8], data: floats(8), ...more };
};
const b = (more: Partial<GgufTensor> = {}) => tensor({ name: 'b', ...more });
const withTensors = (...tensors: GgufTensor[]): GgufFile => ({ tensors });
const a = (more: Partial<GgufTensor>) => withTensors(tensor(more));
const withKey = (...field: Field): GgufFile => ({ metadata: [['k', ...field]] });
const aligned = (...field: Field): GgufFile => ({ metadata: [['general.alignment', ...field]] });
const arch = ['general.architecture', 'text', 'llama'] as const;

const start = new TextEncoder().encode('GGUF');
const counted = (tensors: bigint, keys: bigint, ...rest: Uint8Array[]) =>
  joined([start, u32(3), u64(tensors), u64(keys), ...rest]);
const named = (name: string) => joined([u64(name.length), new TextEncoder().encode(name)]);
const deep = (depth: number): ReturnType<typeof listOf> =>
  depth === 0 ? listOf('u8', [1]) : listOf('list', [deep(depth - 1)]);
const long = (length: number) => listOf('u8', [new Uint8Array(length)], BigInt(length));
const badText = joined([u64(1), Uint8Array.of(0xff)]);
const HUGE = 2n ** 63n;

/** Values that are made at once: no setting is so long. */
const longSettings = [
  'general.architecture',
  'general.alignment',
  'split.count',
  'split.no',
  'split.tensors.count',
  'tokenizer.ggml.model',
  'llama.block_count',
  'llama.attention.head_count',
  'llama.rope.scaling.type',
].flatMap((key): HostileGguf[] => {
  const rest = key === arch[0] ? [] : [arch];
  const values: readonly Field[] = [
    ['list', long(70_000)],
    ['text', 'x'.repeat(70_004)],
  ];
  return values.map((value) => [
    `${key} as a long ${value[0]}`,
    { metadata: [...rest, [key, ...value]] },
    `has 70,012 bytes for the value of "${key}", 65,536 are allowed`,
  ]);
});
/** Refused with file-unsafe: claims beyond what is allowed. */
export const unsafe: readonly HostileGguf[] = [
  ...longSettings,
  ['2^63 tensors', { tensorCount: HUGE }, 'claims 9,223,372,036,854,775,808 tensors, 250,000 are'],
  ['2^63 keys', { keyCount: HUGE }, /claims 9,223,372,036,854,775,808 keys .* 65,536 are/],
  [
    'a key of 2^40 bytes',
    counted(0n, 1n, u64(2 ** 40)),
    /1,099,511,627,776 bytes for key 1 .* 65,535 are/,
  ],
  [
    'a text of 2^40 bytes',
    counted(0n, 1n, named('k'), u32(8), u64(2 ** 40)),
    '1,099,511,627,776 bytes for the value of "k", 67,108,864 are',
  ],
  [
    'a name of 2^40 bytes',
    counted(1n, 0n, u64(2 ** 40)),
    '1,099,511,627,776 bytes for the name of tensor 1, 1,024 are',
  ],
  [
    'a list of 2^63',
    withKey('list', listOf('u8', [], HUGE)),
    '9,223,372,036,854,775,808 elements for the value of "k", 8,388,608 are',
  ],
  [
    'lists that are too long together',
    { metadata: ['k', 'l', 'm'].map((key) => [key, 'list', long(3 << 20)] as const) },
    'for the value of "m", 8,388,608 are allowed in all lists of a file',
  ],
  ['lists in lists in lists', withKey('list', deep(5)), 'lists in lists deeper than 4'],
  [
    'lists of lists of nothing',
    withKey('list', listOf('list', [listOf('list', [], HUGE)])),
    'elements for the value of "k"',
  ],
];

/** Refused with file-format: headers that no program writes. */
export const malformed: readonly HostileGguf[] = [
  ['nothing but the magic', start, 'ends within its version'],
  ['version 0', { version: 0 }, 'a GGUF file of version 0; 2 and 3 are read'],
  ['version 1', { version: 1 }, 'a GGUF file of version 1; 2 and 3 are read'],
  ['version 4', { version: 4 }, 'a GGUF file of version 4; 2 and 3 are read'],
  ['the other byte order', ggufBytes({ version: 3 << 24 }), 'in big-endian byte order'],
  [
    'more tensors than there are',
    { tensors: [tensor()], tensorCount: 9n },
    'gives tensor 2 no name',
  ],
  [
    'more keys than there are',
    { metadata: [arch], keyCount: 2n },
    'has no name for key 2 of its metadata',
  ],
  [
    'a key that is not UTF-8',
    { metadata: [[Uint8Array.of(0xff), 'u8', 1]] },
    'has key 1 of its metadata that is not UTF-8',
  ],
  ['the same key twice', { metadata: [arch, arch] }, 'has the key "general.architecture" twice'],
  [
    'a text longer than the file',
    counted(0n, 1n, named('k'), u32(8), u64(9999)),
    'ends within the value of "k": it takes 9,999 bytes, and',
  ],
  ['a text that is not UTF-8', withKey('text', badText), 'the value of "k" that is not UTF-8'],
  [
    'a value of type 13',
    counted(0n, 1n, named('k'), u32(13)),
    'the value of "k" of the unknown type 13',
  ],
  ['a list of type 13', withKey('list', listOf(13, [], 5n)), 'of the unknown type 13'],
  [
    'a list longer than the file',
    withKey('list', listOf('text', [], 1000n)),
    'ends within the value of "k"',
  ],
  ['an alignment of 0', aligned('u32', 0), 'general.alignment 0, and a power of two'],
  ['an alignment of 48', aligned('u32', 48), 'general.alignment 48, and'],
  ['an alignment of -8', aligned('i32', -8), 'general.alignment -8, and'],
  ['an alignment of 0.5', aligned('f32', 0.5), 'general.alignment 0.5, and'],
  ['an alignment of NaN', aligned('f32', Number.NaN), 'general.alignment NaN, and'],
  ['an alignment of 2^63', aligned('u64', HUGE), 'general.alignment 9223372036854775808, and'],
  ['an alignment in words', aligned('text', 'wide'), 'general.alignment wide, and'],
  [
    'an alignment in a list',
    aligned('list', listOf('list', [listOf('u32', [32])])),
    'general.alignment 1 elements, and',
  ],
  [
    'a tensor whose name is not UTF-8',
    a({ name: Uint8Array.of(0xc0) }),
    'has the name of tensor 1 that is not UTF-8',
  ],
  ['five dimensions', a({ dims: [1, 1, 1, 1, 8] }), 'gives tensor "a" 5 dimensions, 4 are'],
  [
    '2^32 - 1 dimensions',
    counted(1n, 0n, named('a'), u32(2 ** 32 - 1)),
    'gives tensor "a" 4,294,967,295 dimensions, 4 are',
  ],
  [
    'dims whose product is 2^64',
    a({ dims: [2 ** 32, 2 ** 32] }),
    'more elements than can be counted',
  ],
  [
    'dims whose product is 2^126 beside a 0',
    a({ dims: [0, HUGE, HUGE] }),
    'more elements than can be counted',
  ],
  ['bytes beyond 2^53', a({ dims: [2 ** 52] }), 'more bytes than can be counted'],
  [
    'an unknown type',
    a({ type: 99 }),
    /gives tensor "a" the unknown type 99; known are F32, F16, Q4_0/,
  ],
  ['a type that was taken back', a({ type: 4 }), 'the unknown type 4'],
  [
    'a row that is no whole blocks',
    a({ dims: [48, 2], type: 2, data: floats(27) }),
    'tensor "a" of shape [2, 48] and type Q4_0, whose rows are no whole blocks of 32',
  ],
  [
    'a scalar in blocks',
    a({ dims: [], type: 12, data: floats(36) }),
    'whose rows are no whole blocks of 256',
  ],
  ['the same tensor twice', withTensors(tensor(), tensor()), 'has the tensor "a" twice'],
  ['an offset between', a({ offset: 4 }), 'the offset 4, which is no multiple of its alignment 32'],
  [
    'an offset that an alignment of its own misses',
    { ...aligned('u32', 64), tensors: [tensor({ offset: 32 })], alignment: 64 },
    'the offset 32, which is no multiple of its alignment 64',
  ],
  ['an offset of 2^63', a({ offset: HUGE }), 'up to byte 9,223,372,036,854,776,'],
  ['an offset past the end', a({ offset: 4096 }), 'tensor "a" up to byte 4,192, and has 96'],
  ['data past the end', a({ dims: [9] }), 'lists tensor "a" up to byte 100, and has 96'],
  [
    'two tensors in one place',
    withTensors(tensor(), b({ offset: 0 })),
    'of which "b" overlaps tensor "a" by 32 bytes',
  ],
  [
    'two tensors that overlap',
    withTensors(tensor({ dims: [9], data: floats(9) }), b({ offset: 32 })),
    'of which "b" overlaps tensor "a" by 4 bytes',
  ],
  [
    'a part under another name',
    { metadata: [['split.count', 'u16', 3] as const, ['split.no', 'u16', 1] as const] },
    'says that it is part 2 of 3, and is not called so',
  ],
];
