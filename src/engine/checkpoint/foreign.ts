// Containers that people have and that no reader here reads: recognised by name, never opened.
import { EngineError } from '../core/error.ts';

type Foreign = { readonly container: string; readonly matches: RegExp; readonly remedy: string };

const SAVE_IN_PYTORCH =
  'Load it in PyTorch where you trust it, and save it with model.save_pretrained(folder) or safetensors.torch.save_model(model, file).';
const SAVE_IN_KERAS =
  'Load it in Keras where you trust it, and save its weights with safetensors.numpy.save_file.';

/** The first that matches a name is meant: TF.js shards are called .bin, too. */
const foreign: readonly Foreign[] = [
  { container: "TensorFlow.js' format", matches: /^model\.json$/, remedy: SAVE_IN_KERAS },
  { container: "Keras' format", matches: /\.(keras|h5|hdf5)$/, remedy: SAVE_IN_KERAS },
  {
    container: "TensorFlow's graph format",
    matches: /\.(pb|tflite)$/,
    remedy: 'Load the model it was exported from, and save that as safetensors.',
  },
  {
    container: 'the ONNX format',
    matches: /\.onnx$/,
    remedy: 'Load the model it was exported from, and save that as safetensors.',
  },
  {
    container: 'the GGUF format',
    matches: /\.(gguf|ggml)$/,
    remedy: 'Use the safetensors checkpoint that it was converted from.',
  },
  {
    container: "PyTorch's pickle format",
    matches: /\.(pt|pth|ckpt|bin|pkl|pickle|pt2|distcp)$/,
    remedy: SAVE_IN_PYTORCH,
  },
  {
    container: "NumPy's format",
    matches: /\.np[yz]$/,
    remedy: 'Save it with safetensors.numpy.save_file.',
  },
  {
    container: "Flax's format",
    matches: /\.msgpack$/,
    remedy: 'Save it with safetensors.flax.save_file.',
  },
];

/** The error for a path in which no reader finds weights; `names` are the file's or the folder's. */
export function unreadable(path: string, names: readonly string[]): EngineError {
  for (const { container, matches, remedy } of foreign) {
    const name = names.find((each) => matches.test(each));
    if (name === undefined) continue;
    const where = path.endsWith(name) ? path : `${path} (${name})`;
    const message = `${where} is in ${container}, which is not read yet`;
    return new EngineError('file-format', message, { hint: remedy });
  }
  const message = `${path} holds no weights that can be read: .safetensors, or an index of such files`;
  return new EngineError('file-format', message, {
    hint: 'Choose a .safetensors file or a folder with model.safetensors.',
  });
}
