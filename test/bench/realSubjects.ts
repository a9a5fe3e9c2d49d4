// Whom `npm run bench -- --real` measures: SmolLM2, a copy of it in 8 bits and Gemma 3; or models at random of the same
// blocks, widths and vocabularies, in which IOI is planted.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { derivedOf } from '../real/derived.ts';
import { fetched, realFolder, realModels } from '../real/models.ts';
import type { Asked, Subject } from '../real/runs.ts';
import { writeIoiModel, writeIoiTask } from './ioiModel.ts';
import type { Edit, Gpt2Size } from './randomModel.ts';

type Pair = Asked['models'] & { readonly length: 2 };

export type RealSubjects = {
  readonly task: string;
  readonly one: Subject;
  /** A model and its copy; why there is none. */
  readonly copy: Pair | string;
  readonly two: Pair;
};

/** Says on the console which they are. */
export async function realSubjects(): Promise<RealSubjects> {
  mkdirSync(realFolder, { recursive: true });
  try {
    const [smollm2, gemma3] = [await fetched(realModels[0]), await fetched(realModels[1])];
    const [one, other] = [smollm2, gemma3].map((path, i) => ({ name: realModels[i].name, path }));
    return { task: 'ioi', one, copy: copyOf(smollm2), two: [one, other] };
  } catch (error) {
    console.log(`models at random of the same shapes, because: ${messageOf(error)}\n`);
    return randomSubjects();
  }
}

function copyOf(smollm2: string): Pair | string {
  try {
    return derivedOf(smollm2, 'int8');
  } catch (error) {
    return messageOf(error);
  }
}

const messageOf = (error: unknown) => (error instanceof Error ? error.message : String(error));

const sizes: Readonly<Record<'like smollm2' | 'like gemma3', Gpt2Size>> = {
  'like smollm2': { layers: 30, width: 576, heads: 9, vocabulary: 49152, positions: 1024 },
  'like gemma3': { layers: 18, width: 640, heads: 4, vocabulary: 262144, positions: 1024 },
};

/** About what rounding to 8 bits does to a weight. */
const moved: Edit = (_, values) => {
  for (let i = 0; i < values.length; i++) values[i] *= 1 + ((i % 3) - 1) / 2 ** 8;
};

/** As many as the built-in IOI has. */
const ioiPairs = 128;

/** Of the same shapes, made when they are first asked for. */
export function randomSubjects(): RealSubjects {
  const folder = join(realFolder, 'random');
  const made = (name: keyof typeof sizes, called: string, seed: number, edits: readonly Edit[]) => {
    const path = join(folder, called);
    const last = join(path, 'tokenizer.json'); // of what is written
    if (!existsSync(last)) writeIoiModel(path, sizes[name], seed, edits);
    return { name: called, path };
  };
  const one = made('like smollm2', 'random-smollm2', 1, []);
  const copy = made('like smollm2', 'random-smollm2-8-bits', 1, [moved]);
  const other = made('like gemma3', 'random-gemma3', 2, []);
  return { task: writeIoiTask(folder, ioiPairs), one, copy: [one, copy], two: [one, other] };
}
