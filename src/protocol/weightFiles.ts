// The names of files that hold weights. A reader looks into a file, so any name opens; these are what menus, pickers,
// editors and patterns offer and look for. test/rule/weightFiles.test.ts holds package.json and the engine to them. Leaf.

/** Of these endings a file is weights, as a rule. */
export const ownEndings = ['safetensors', 'gguf', 'pt', 'pth', 'ckpt', 'onnx', 'keras'] as const;
/** Of these it is much else, too. */
export const sharedEndings = ['bin', 'h5', 'hdf5', 'npz'] as const;
/** One array, or what somebody pickled: read where it is pointed at, and never the model of a folder. */
export const loneEndings = ['npy', 'pkl', 'pickle'] as const;
/** What stands for a model in several files: an index of shards; TensorFlow.js'; a PEFT adapter's. */
export const modelFiles = [
  '*.safetensors.index.json',
  '*.bin.index.json',
  'model.json',
  'adapter_config.json',
] as const;

/** What a menu offers a file by: the regular expression, to be taken without regard to case. */
export const weightFilePattern = [
  `\\.(${[...ownEndings, ...sharedEndings].join('|')})$`,
  '\\.(safetensors|bin)\\.index\\.json$',
  '^(model|adapter_config)\\.json$',
].join('|');

const weightFile = new RegExp(weightFilePattern, 'i');

/** Whether a file of this name is a model by itself, or stands for one. */
export function isWeightFile(name: string): boolean {
  return weightFile.test(name);
}

/** What trainers and programs leave beside a model and what is none: their own state, saved values, the later of several parts. */
const beside =
  /^\.|^(?:optimizer|scheduler|scaler|rng_state|random_states|training_args)|optim_states|(?:^|\.)golden\.safetensors$|-(?!00001)\d{5}-of-\d{5}\./i;

export function liesBeside(name: string): boolean {
  return beside.test(name);
}

/** Names that files have as the model of their folder: then the folder is what people choose. */
const ofFolder =
  /^(?:(?:pytorch_|adapter_)?model(?:[-.].*)?\.(?:safetensors|bin)(?:\.index\.json)?|model\.json|adapter_config\.json)$/;

export function isModelOfFolder(name: string): boolean {
  return ofFolder.test(name);
}
