// The truths that are kept outside of the package, as manifests with paths from a folder.
import { existsSync, readdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import { readTrained, ruleOf } from '../natural/models.ts';
import { algorithmOf } from '../truth/expected.ts';
import { modelsIn } from '../truth/task.ts';

const ground = process.env.GROUND_TRUTH ?? join(process.cwd(), '../shared/ground-truth');
const natural = join(process.cwd(), 'test/fixture/natural');

export const manifests: Readonly<Record<string, (from: string) => object>> = {
  forced: (from) => ({
    name: 'forced models',
    description: 'Tiny transformers in which a known variable was forced to a known place.',
    tasks: readdirSync(ground)
      .filter((task) => existsSync(join(ground, task, 'task.json')))
      .map((task) => ({
        ...{ name: task, origin: 'forced' },
        task: relative(from, join(ground, task, 'task.json')),
        models: modelsIn(join(ground, task))
          .filter((name) => !/^(?:natural|unsolved)-/.test(name))
          .map((name) => {
            return { path: relative(from, join(ground, task, name)), label: algorithmOf(name) };
          }),
      })),
  }),
  /** Those that go on by a rule; of the others nothing is known. */
  natural: (from) => ({
    name: 'natural models',
    description:
      'Small transformers that learned balanced parentheses from strings on which two rules agree; the label is how a model goes on where they part.',
    tasks: [
      {
        ...{ name: 'balanced', origin: 'natural' },
        task: relative(from, join(natural, 'telling.json')),
        models: readTrained(join(natural, 'models/trained.jsonl'))
          .filter(({ name }) => existsSync(join(natural, 'models', name)))
          .flatMap((trained) => {
            const label = ruleOf(trained);
            if (label === undefined || label === 'neither') return [];
            return [{ path: relative(from, join(natural, 'models', trained.name)), label }];
          }),
      },
    ],
  }),
};
