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
    name: 'ONNX',
    seeds: ['mlp', 'types', 'sklearn-mlp', 'gpt2'].map((name) => `test/fixture/onnx/${name}.onnx`),
    marks: ['pytorch', 'weight', 'Gemm', 'Constant', '_output_0', 'batch', '.raw', '.typed'],
  },
  {
    name: 'GGUF',
    seeds: ['test/fixture/gguf/bare.gguf', 'test/fixture/gguf/gemma3.gguf'],
    marks: ['GGUF', 'general.', 'tokenizer.ggml.', 'blk.', 'token_embd'],
  },
];
