// The families we know, in the order in which they are tried. One file each.
import { bert } from './bert.ts';
import type { Family } from './family.ts';
import { gpt2 } from './gpt2.ts';
import { gptNeox } from './gptNeox.ts';
import { llama } from './llama.ts';

export const families: readonly Family[] = [gpt2, gptNeox, llama, bert];
