// Every format that is read, with files of it that are good, and the words near which they keep their counts.

export type Format = {
  readonly name: string;
  /** Good files, or folders, from the checkout's root: of a folder each file in turn is damaged. */
  readonly seeds: readonly string[];
  readonly marks: readonly string[];
};

export const formats: readonly Format[] = [
  {
    name: 'safetensors',
    seeds: ['test/fixture/checkpoints/gpt2-bf16/model.safetensors'],
    marks: ['{"', 'dtype', 'shape', 'data_offsets', '__metadata__'],
  },
  {
    name: 'GGUF',
    seeds: ['test/fixture/gguf/bare.gguf', 'test/fixture/gguf/gemma3.gguf'],
    marks: ['GGUF', 'general.', 'tokenizer.ggml.', 'blk.', 'token_embd'],
  },
  {
    name: 'PyTorch, zip',
    seeds: ['views.pt', 'module.pt', 'training.pt', 'script.pt', 'listed.pt'].map(torch),
    marks: [
      ...['PK\u0001\u0002', 'PK\u0003\u0004', 'PK\u0005\u0006', '/data/', 'data.pkl'],
      ...['storage', 'Storage', '_rebuild', '_modules', 'collections', 'OrderedDict'],
    ],
  },
  {
    name: 'PyTorch, legacy',
    seeds: ['views.legacy.pt', 'dtypes.legacy.pt', 'module.legacy.pt'].map(torch),
    marks: ['little_endian', 'storage', 'Storage', '_rebuild', '_modules', 'collections', 'cpu'],
  },
];

function torch(name: string): string {
  return `test/fixture/torch/${name}`;
}
