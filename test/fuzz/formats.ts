// Every format that is read, with files of it that are good, and the words near which they keep their counts.

export type Format = {
  readonly name: string;
  /** Good files, or folders, from the checkout's root: of a folder each file in turn is damaged. */
  readonly seeds: readonly string[];
  readonly marks: readonly string[];
};

const at = (path: string) => `test/fixture/${path}`;
const zip = ['PK\x01\x02', 'PK\x03\x04', 'PK\x05\x06', 'PK\x06\x06', 'PK\x06\x07'];
const pickle = ['\x80\x02', '\x8a\x0a', 'storage', 'Storage', '_rebuild', 'OrderedDict', 'X', 'K'];
const hdf5 = [
  '\x89HDF',
  'TREE',
  'HEAP',
  'SNOD',
  'OHDR',
  'OCHK',
  'GCOL',
  'FRHP',
  'FHDB',
  'FHIB',
  'BTHD',
  'BTLF',
];

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
    name: 'PyTorch zip',
    seeds: ['views', 'module', 'training', 'script', 'listed'].map((name) =>
      at(`torch/${name}.pt`),
    ),
    marks: [...zip, ...pickle, '/data/', 'data.pkl', '_modules'],
  },
  {
    name: 'PyTorch legacy',
    seeds: ['views', 'dtypes', 'module'].map((name) => at(`torch/${name}.legacy.pt`)),
    marks: [...pickle, 'little_endian', '_modules', 'cpu'],
  },
  {
    name: 'ONNX',
    seeds: [
      'mlp.onnx',
      'types.onnx',
      'sklearn-mlp.onnx',
      'gpt2.onnx',
      'cnn.onnx',
      'cnn-external',
    ].map((name) => at(`onnx/${name}`)),
    marks: [
      ...['\x0a', '\x12', '\x1a', '*', 'B', 'weight', 'bias', 'pytorch', 'location'],
      ...['Gemm', 'Constant', '_output_0', 'batch', '.raw', '.typed'],
    ],
  },
  {
    name: 'HDF5',
    seeds: ['chunks', 'earliest', 'latest', 'ordered'].map((name) => at(`hdf5/${name}.h5`)),
    marks: hdf5,
  },
  {
    name: 'Keras',
    seeds: [at('keras/mlp.keras'), at('keras/mlp.keras2.h5'), at('keras/mlp.h5')],
    marks: [...zip, ...hdf5, 'model_config', 'layer_names', 'class_name', 'batch_'],
  },
  {
    name: 'TensorFlow.js',
    seeds: ['mlp-tfjs-layers', 'cnn-tfjs-graph', 'mlp-tfjs-quantised'].map((name) =>
      at(`keras/${name}`),
    ),
    marks: ['"shape"', '"dtype"', '"paths"', '"name"', '"quantization"', '"class_name"', '"node"'],
  },
  {
    name: 'NumPy',
    seeds: ['packed.npz', 'types.npz', 'objects.npz', 'one.npy'].map((name) => at(`numpy/${name}`)),
    marks: [...zip, '\x93NUMPY', 'descr', 'shape', 'fortran_order'],
  },
];
