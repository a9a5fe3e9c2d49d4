// Every container that is read, the preferred ones first.
import type { Reader } from './container.ts';
import { gguf } from './gguf/gguf.ts';
import { hdf5, keras } from './keras/keras.ts';
import { onnx } from './onnx/onnx.ts';
import { safetensors } from './safetensors.ts';
import { sharded } from './sharded.ts';
import { tfjs } from './tfjs/tfjs.ts';
import { shardedTorch, torch } from './torch/torch.ts';

export const readers: readonly Reader[] = [
  gguf,
  torch,
  shardedTorch,
  sharded,
  safetensors,
  onnx,
  keras,
  hdf5,
  tfjs,
];
