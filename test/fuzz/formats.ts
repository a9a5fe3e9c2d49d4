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
    name: 'HDF5',
    seeds: ['keras/mlp.h5', 'keras/nested.weights.h5', 'hdf5/ordered.h5', 'hdf5/chunks.h5'].map(
      (name) => `test/fixture/${name}`,
    ),
    marks: ['TREE', 'HEAP', 'SNOD', 'GCOL', 'OHDR', 'OCHK', 'FRHP', 'FHDB', 'FHIB', 'BTHD', 'BTLF'],
  },
  {
    name: 'Keras',
    seeds: ['test/fixture/keras/mlp.keras', 'test/fixture/keras/nested.keras'],
    marks: ['PK', 'TREE', 'HEAP', 'SNOD', 'layers', '"class_name"', '"config"', 'inbound_nodes'],
  },
  {
    name: 'TensorFlow.js',
    seeds: ['mlp-tfjs-quantised', 'cnn-tfjs-layers', 'cnn-tfjs-graph'].map(
      (name) => `test/fixture/keras/${name}`,
    ),
    marks: [
      '"shape"',
      '"dtype"',
      '"paths"',
      '"quantization"',
      '"node"',
      '"input"',
      'weightsManifest',
    ],
  },
];
