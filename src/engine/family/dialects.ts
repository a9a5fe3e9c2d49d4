// The dialects we know. One file each; which one a checkpoint is in, select.ts decides.
import { bert } from './bert.ts';
import type { Dialect } from './dialect.ts';
import { gemma } from './gemma.ts';
import { ggufGpt2, ggufLlama } from './gguf.ts';
import { ggufGemma } from './ggufGemma.ts';
import { gpt2 } from './gpt2.ts';
import { gptNeox } from './gptNeox.ts';
import { hookedTransformer } from './hookedTransformer.ts';
import { llama } from './llama.ts';

export const dialects: readonly Dialect[] = [
  gpt2,
  gptNeox,
  llama,
  gemma,
  bert,
  hookedTransformer,
  ggufLlama,
  ggufGpt2,
  ggufGemma,
];
