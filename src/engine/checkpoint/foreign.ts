// Containers that people have and that no reader here reads: recognised by name, never opened.
import { EngineError } from '../core/error.ts';
import { beginsLike } from './beginsLike.ts';
import { kindOfFile, kindOfFolder } from './folderKinds.ts';
import { ENDING, noTorchFile } from './torch/form.ts';

type Foreign = { readonly container: string; readonly matches: RegExp; readonly remedy: string };

const SAVE_IN_PYTORCH =
  'Load it in PyTorch where you trust it, and save it with model.save_pretrained(folder) or safetensors.torch.save_model(model, file).';

/** The first that matches a name is meant: TF.js shards are called .bin, too. */
const foreign: readonly Foreign[] = [
  {
    container: "TensorFlow's graph format",
    matches: /\.(pb|tflite)$/,
    remedy: 'Load the model it was exported from, and save that as safetensors.',
  },
  {
    container: "GGML's old format",
    matches: /\.ggml$/,
    remedy: 'Use the GGUF file or the safetensors checkpoint of the model.',
  },
  {
    container: "PyTorch's format of programs",
    matches: /\.pt2$/,
    remedy: SAVE_IN_PYTORCH,
  },
];

/** The error for a folder in which no reader finds weights. */
export function unreadableFolder(folder: string, names: readonly string[]): EngineError {
  const kind = kindOfFolder(folder, names);
  if (kind) return kind;
  for (const { container, matches, remedy } of foreign) {
    const name = names.find((each) => matches.test(each));
    if (name !== undefined) return notYet(`${folder} (${name})`, container, remedy);
  }
  return nothingIn(folder);
}

/** The error for a file that no reader opens, by its name, else by its beginning. */
export function unreadableFile(path: string, name: string, head: Uint8Array): EngineError {
  const found = foreign.find(({ matches }) => matches.test(name));
  const part = kindOfFile(path, name);
  if (part) return part;
  if (found) return notYet(path, found.container, found.remedy);
  if (ENDING.test(name)) return noTorchFile(path, head);
  const like = beginsLike(head);
  if (like) return new EngineError('file-format', `${path} is ${like.is}`, { hint: like.hint });
  if (!/\.gguf$/i.test(name)) return nothingIn(path);
  return new EngineError('file-format', `${path} does not begin with GGUF, as such a file does`, {
    hint: 'It is damaged or no GGUF file: download it again.',
  });
}

function notYet(what: string, container: string, hint: string): EngineError {
  return new EngineError('file-format', `${what} is in ${container}, which is not read yet`, {
    hint,
  });
}

function nothingIn(path: string): EngineError {
  const allowed =
    "safetensors, GGUF, PyTorch (.pt, .pth, .ckpt, .bin), ONNX, Keras (.keras, .h5, .hdf5), TensorFlow.js (model.json), NumPy (.npz, .npy), an index of shards, or a PEFT adapter's folder";
  return new EngineError('file-format', `${path} holds no weights that can be read: ${allowed}`, {
    hint: 'Choose such a file, or the folder of a model.',
  });
}
