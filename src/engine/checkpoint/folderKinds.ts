// Folders that hold a model in a form that is not read: known by what lies in them, named, and with the way out of them.
import { EngineError } from '../core/error.ts';

type Kind = {
  /** As in "the folder is ...". */
  readonly what: string;
  /** One of its names. */
  readonly holds: RegExp;
  readonly remedy: string;
};

/** The first that matches is meant: what is more particular comes first. */
const kinds: readonly Kind[] = [
  {
    what: "Llama as Meta gives it out (consolidated.NN.pth), whose tensors have Meta's names and are split",
    holds: /^consolidated\.\d+\.pth$/,
    remedy:
      'Convert it with convert_llama_weights_to_hf.py of transformers, or download the same model in the form of transformers.',
  },
  {
    what: 'a checkpoint of Megatron, in parts by rank',
    holds:
      /^(?:latest_checkpointed_iteration\.txt|model_optim_rng\.pt|mp_rank_\d+(?:_\d+)?|iter_\d{7})$/,
    remedy:
      "Convert it with Megatron's tools/checkpoint/convert.py (saver hf or llama_mistral), and open that.",
  },
  {
    what: 'a checkpoint of DeepSpeed, in parts by rank',
    holds:
      /^(?:zero_to_fp32\.py|global_step\d+|mp_rank_\d+.*\.pt|(?:bf16_)?zero_pp_rank_.*\.pt|layer_\d+-model_\d+-model_states\.pt)$/,
    remedy: 'Join its parts: python zero_to_fp32.py . OUT, in the folder that has that file.',
  },
  {
    what: 'a checkpoint of torch.distributed (DCP), in parts by rank',
    holds: /^(?:\.metadata|.*\.distcp)$/,
    remedy:
      'Join its parts: python -m torch.distributed.checkpoint.format_utils dcp_to_torch FOLDER model.pt, and open that.',
  },
  {
    what: 'a checkpoint of Orbax (JAX)',
    holds:
      /^(?:_CHECKPOINT_METADATA|_METADATA|manifest\.ocdbt|ocdbt\.process_\d+|orbax\.checkpoint|_sharding)$/,
    remedy:
      'Restore it with orbax.checkpoint where it was made, and save its arrays with safetensors.flax.save_file or numpy.savez.',
  },
  {
    what: "a model in TensorFlow's SavedModel form",
    holds: /^saved_model\.pb(?:txt)?$/,
    remedy:
      'Load it in Keras or TensorFlow, and save it as .keras, or its variables with safetensors.tensorflow.save_file.',
  },
  {
    what: "a checkpoint of TensorFlow's variables",
    holds: /\.data-\d{5}-of-\d{5}$|\.ckpt(?:-\d+)?\.(?:index|meta)$|^variables\.index$/,
    remedy:
      'Load it in the program that wrote it, and save its variables with safetensors.tensorflow.save_file; transformers opens models of BERT and GPT-2 of that form with from_tf=True.',
  },
  {
    what: "a model in Flax's msgpack form",
    holds: /\.msgpack(?:\.index\.json)?$/,
    remedy:
      'Load it with transformers (from_flax=True) and save_pretrained it, or save its arrays with safetensors.flax.save_file.',
  },
  {
    what: 'a run of PyTorch Lightning without a .ckpt file',
    holds: /^(?:lightning_logs|hparams\.yaml)$/,
    remedy: 'Choose the folder where its ModelCheckpoint saves (dirpath), or a .ckpt file.',
  },
  {
    what: 'a diffusers pipeline of several models',
    holds: /^model_index\.json$/,
    remedy: 'Choose the folder of one of its models.',
  },
  {
    what: "a model in OpenVINO's form",
    holds: /^openvino_.*\.xml$/,
    remedy: 'Open the model that it was made from.',
  },
  {
    what: "a model in Core ML's form",
    holds: /\.(?:mlmodel|mlpackage|mlmodelc)$/,
    remedy: 'Open the model that it was made from.',
  },
  {
    what: "a model in PaddlePaddle's form",
    holds: /\.pdparams$/,
    remedy: 'Save its arrays with safetensors.paddle.save_file or numpy.savez.',
  },
  {
    what: 'a model of NeMo',
    holds: /\.nemo$|^model_weights\.ckpt$|^weights\.nemo$/,
    remedy: 'Convert it to the form of transformers with the exporter of NeMo.',
  },
];

/** The error for a folder of one of these kinds; undefined: it is none. */
export function kindOfFolder(folder: string, names: readonly string[]): EngineError | undefined {
  const kind = kinds.find(({ holds }) => names.some((name) => holds.test(name)));
  const name = kind && names.find((each) => kind.holds.test(each));
  return kind && unread(`${folder} (${name}) is ${kind.what}`, kind);
}

/** The same for a file that is a part of one. */
export function kindOfFile(path: string, name: string): EngineError | undefined {
  const kind = kinds.find(({ holds }) => holds.test(name));
  return kind && unread(`${path} is of ${kind.what}`, kind);
}

function unread(found: string, { remedy }: Kind): EngineError {
  return new EngineError('file-format', `${found}: that is not read`, { hint: remedy });
}
