// Every file of ../shared/fixtures that is a checkpoint, one row each: what becomes of it. docs/support.md is made of it.

/** What must happen: it computes what its golden says, or is refused in these words. */
export type Row = {
  /** From ../shared/fixtures. */
  readonly path: string;
  /** For people: the container and what it holds. */
  readonly what: string;
  /** What its user has beside it, from ../shared/fixtures: the file says nothing of heads and norms. */
  readonly config?: string;
} & (
  | { readonly golden: string; readonly tolerance: number }
  | { readonly refused: RegExp; readonly when: 'opening' | 'computing' }
  | { readonly opens: string }
);

const agrees = (path: string, what: string, golden: string, tolerance = 2e-5): Row => ({
  path,
  what,
  golden,
  tolerance,
});
/** Weights of GPT-2 alone. */
const bare = (path: string, what: string, golden: string): Row => ({
  ...agrees(path, what, golden),
  config: 'checkpoints/gpt2/config.json',
});
const refused = (path: string, what: string, says: RegExp): Row => ({
  path,
  what,
  refused: says,
  when: 'opening',
});
/** Its header opens; what it would compute is refused. */
const notComputed = (path: string, what: string, says: RegExp): Row => ({
  path,
  what,
  refused: says,
  when: 'computing',
});

const folder = (path: string, what: string): Row =>
  agrees(`checkpoints/${path}`, what, `checkpoints/${path}/golden.safetensors`);
const gpt2 = 'checkpoints/gpt2/golden.safetensors';
const nanoGpt = 'containers/nanogpt.golden.safetensors';
const small = (path: string, what: string, golden: string, tolerance = 1e-6): Row =>
  agrees(`small/${path}`, what, `small/${golden}.golden.safetensors`, tolerance);
/** Between TensorFlow's kernels and those of its JavaScript. */
const JS = 1e-5;

export const everyFixture: readonly Row[] = [
  folder('gpt2', 'safetensors, GPT-2'),
  folder('gpt2-sharded', 'safetensors in shards, GPT-2'),
  folder('gpt2-bf16', 'safetensors of bfloat16, GPT-2'),
  folder('gpt2-f16', 'safetensors of float16, GPT-2'),
  folder('gpt_neox', 'safetensors, GPT-NeoX'),
  folder('llama', 'safetensors, Llama'),
  folder('bert', 'safetensors, BERT'),
  folder('minilm', 'safetensors, MiniLM'),
  bare('containers/state_dict.pt', 'PyTorch zip, a state dict', gpt2),
  bare('containers/state_dict.legacy.pt', 'PyTorch before 1.6, a state dict', gpt2),
  bare(
    'containers/state_dict.bf16.pt',
    'PyTorch zip of bfloat16',
    'checkpoints/gpt2-bf16/golden.safetensors',
  ),
  bare('containers/pytorch_model', 'pytorch_model.bin', gpt2),
  bare('containers/pytorch_model-sharded', 'pytorch_model.bin in shards', gpt2),
  bare('containers/hub-names', 'safetensors with the hub’s names', gpt2),
  agrees('containers/nanogpt.pt', 'nanoGPT', nanoGpt),
  agrees('containers/nanogpt.orig_mod.pt', 'nanoGPT, compiled, strided', nanoGpt),
  bare('containers/lightning.ckpt', 'Lightning', gpt2),
  bare('containers/training-args.pt', 'PyTorch zip beside objects of unknown classes', gpt2),
  agrees(
    'containers/hooked_transformer',
    'HookedTransformer',
    'containers/hooked_transformer/golden.safetensors',
  ),
  agrees(
    'containers/hooked_transformer-folded',
    'HookedTransformer, norms folded',
    'containers/hooked_transformer-folded/golden.safetensors',
  ),
  agrees('containers/gpt2.onnx', 'ONNX, a language model', gpt2),
  agrees('containers/gpt2.f32.gguf', 'GGUF', gpt2),
  agrees('containers/gpt2.q8_0.gguf', 'GGUF, Q8_0', 'containers/gpt2.q8_0.golden.safetensors'),
  small('mlp.onnx', 'ONNX, rows', 'mlp'),
  small('cnn.onnx', 'ONNX, images', 'cnn'),
  small('cnn-external/model.onnx', 'ONNX, weights in another file', 'cnn'),
  small('mlp-dynamo.onnx', 'ONNX by the new exporter', 'mlp-dynamo'),
  small('sklearn-mlp.onnx', 'ONNX by scikit-learn', 'sklearn-mlp'),
  small('mlp.keras', 'Keras 3, rows', 'mlp.keras', JS),
  small('cnn.keras', 'Keras 3, images', 'cnn.keras', JS),
  small('mlp.h5', 'HDF5 of Keras 3, rows', 'mlp.keras', JS),
  small('cnn.h5', 'HDF5 of Keras 3, images', 'cnn.keras', JS),
  small('mlp.keras2.h5', 'HDF5 of Keras 2, rows', 'mlp.keras', JS),
  small('cnn.keras2.h5', 'HDF5 of Keras 2, images', 'cnn.keras', JS),
  small('mlp-tfjs-layers', 'TensorFlow.js layers, rows', 'mlp.keras', JS),
  small('cnn-tfjs-layers', 'TensorFlow.js layers, images', 'cnn.keras', JS),
  small('mlp-tfjs-graph', 'TensorFlow.js graph, rows', 'mlp.keras', JS),
  small('cnn-tfjs-graph', 'TensorFlow.js graph, images', 'cnn.keras', JS),
  small('mlp-tfjs-quantised', 'TensorFlow.js layers of uint8', 'mlp-tfjs-quantised', JS),
  refused('hostile/os-system.pt', 'a pickle that calls os.system', /os\.system/),
  refused('hostile/posix-system-nested.pt', 'a pickle that calls posix.system', /posix\.system/),
  refused('hostile/builtins-eval.pt', 'a bare pickle that calls eval', /builtins\.eval/),
  refused('hostile/zip-bomb.pt', 'a storage that inflates 1000:1', /compress|deflat|inflat/),
  refused('hostile/truncated.safetensors', 'data cut short', /missing|short|ends/),
  refused('hostile/header-longer-than-file.safetensors', 'a header beyond the end', /header/),
  refused('hostile/header-100mb.safetensors', 'a header of 100,000,001 bytes', /header/),
  refused('hostile/header-not-json.safetensors', 'a header that is no JSON', /JSON/),
  refused('hostile/overlapping-offsets.safetensors', 'tensors that share bytes', /\bb\b/),
  refused('hostile/offsets-out-of-range.safetensors', 'a tensor beyond the end', /\bb\b/),
  refused('hostile/offsets-disagree-with-shape.safetensors', 'bytes and shape disagree', /\bb\b/),
  refused('hostile/duplicate-key.safetensors', 'one name twice', /\ba\b/),
  refused('hostile/dtype-unknown.safetensors', 'dtype F31', /F31/),
  { path: 'hostile/empty-tensor.safetensors', what: 'a tensor of no numbers', opens: 'lists it' },
  refused('hostile/empty.safetensors', 'no bytes', /empty/),
  refused('hostile/empty.pt', 'no bytes', /empty/),
  refused('hostile/directory.safetensors', 'a folder of a file’s name', /folder/),
  notComputed(
    'hostile/nan-weights',
    'a weight that is no number',
    /transformer\.h\.1\.mlp\.c_fc\.weight/,
  ),
  notComputed('hostile/shape-mismatch', 'config and shapes disagree', /\[32|32\]/),
  notComputed('hostile/missing-tensor', 'a tensor is missing', /h\.2\.ln_2\.bias/),
  notComputed('hostile/absurd-config', 'a config of 1e9 blocks', /1,?000,?000,?000|1e9|1000000000/),
  refused('hostile/index-missing-shard', 'a shard is missing', /safetensors/),
  refused(
    'hostile/index-path-traversal',
    'a shard outside of the folder',
    /\.\.\/\.\.\/x\.safetensors/,
  ),
  refused('hostile/truncated.onnx', 'half of an ONNX file', /ONNX|short|ends/),
  refused('hostile/external-data.onnx', 'a weight at ../../etc/passwd', /etc\/passwd/),
  notComputed('hostile/lambda.keras', 'a Lambda layer with code', /Lambda/),
  refused('hostile/tfjs-path-traversal', 'weights outside of the folder', /\.\.\/\.\.\/x\.bin/),
];
