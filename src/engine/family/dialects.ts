// The dialects we know. One file each; which one a checkpoint is in, select.ts decides.
import { bert } from './bert.ts';
import { bloom } from './bloom.ts';
import type { Dialect } from './dialect.ts';
import { distilBert } from './distilBert.ts';
import { electra } from './electra.ts';
import { falcon } from './falcon.ts';
import { gemma } from './gemma.ts';
import { gemma1 } from './gemma1.ts';
import { ggufGpt2, ggufLlama } from './gguf.ts';
import { ggufGemma } from './ggufGemma.ts';
import { gpt2 } from './gpt2.ts';
import { gptJ } from './gptJ.ts';
import { gptNeo } from './gptNeo.ts';
import { gptNeox } from './gptNeox.ts';
import { hookedTransformer } from './hookedTransformer.ts';
import { llama } from './llama.ts';
import { stableLm, starCoder2 } from './llamaLike.ts';
import { minGpt, nanoGpt } from './nanoGpt.ts';
import { olmo, olmo2 } from './olmo.ts';
import { opt } from './opt.ts';
import { phi } from './phi.ts';
import { phi3 } from './phi3.ts';
import { roberta } from './roberta.ts';
import { t5 } from './t5.ts';
import { timmVit, vit, vitInMemory } from './vit.ts';

export const dialects: readonly Dialect[] = [
  gpt2,
  minGpt,
  nanoGpt,
  gptNeo,
  gptJ,
  gptNeox,
  opt,
  bloom,
  falcon,
  llama,
  olmo,
  olmo2,
  stableLm,
  starCoder2,
  gemma1,
  gemma,
  phi,
  phi3,
  bert,
  roberta,
  electra,
  distilBert,
  t5,
  vit,
  vitInMemory,
  timmVit,
  hookedTransformer,
  ggufLlama,
  ggufGpt2,
  ggufGemma,
];
