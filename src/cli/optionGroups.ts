// Options that several commands have.
import { type Command, Option } from 'commander';
import { ablations } from '../protocol/circuit.ts';
import { deviceWishes, precisions } from '../protocol/runOptions.ts';
import type { EngineUse } from './engine.ts';
import { addTo, between, levelsOf, shares, time, whole } from './options.ts';

export function reportCommand(command: Command): Command {
  const proportion = between(0, 1);
  return drawOptions(
    taskOption(command)
      .option(
        '--pairs <n>',
        "exactly so many pairs (default: the task's at most, in looks where they take long)",
        whole(2, 1e6),
      )
      .addOption(
        inLooks(
          '--work <n>',
          'in looks, and none after the first that would make it more than so many interchanges (default: 250000)',
        ).argParser(whole(1, 1e12)),
      )
      .addOption(
        inLooks(
          '--stages <k>',
          'repeats a run of exactly so many looks, the number that a report gives',
        ).argParser(whole(1, 100)),
      )
      .addOption(
        inLooks(
          '--budget <time>',
          'in looks, as many as end in 90s, 2m, 1h, and always one',
        ).argParser(time),
      )
      .option('--margin <d>', 'distance from which it is "different" (default: .3)', proportion)
      .option('--full-margin <d>', 'the one for "indistinguishable" (default: .15)', proportion),
  );
}

/** Of a fleet of two families. */
export function familyOptions(command: Command): Command {
  const kinds = new Option('--ablation <kind>', 'what stands instead (default: "resample")');
  return command
    .option('--against <models...>', 'another family: can it be told from the first models?')
    .option(
      '--implementations <n>',
      'with one checkpoint a side: so many are made of each, patched outside of its circuit',
      whole(1, 100),
    )
    .option('--strength <list>', 'how far they are patched (default: .2,.5,1)', shares)
    .addOption(kinds.choices(ablations));
}

export function levelOption(command: Command): Command {
  return command.option(
    '--granularity <levels>',
    'cut, head or subspace, several between commas, or all; the verdict is at the first (default: cut)',
    levelsOf,
  );
}

/** Checked by the command: commander would complain of it before it sees "--tsk". */
export function taskOption(command: Command): Command {
  return command.option('--task <task>', 'a task file, or the name of a built-in task (required)');
}

export function seedOption(): Option {
  return new Option('--seed <n>', "of everything that is drawn (default: the task's)").argParser(
    whole(0, 2 ** 32 - 1),
  );
}

/** Of what is drawn from the pairs, and of the intervals. */
export function drawOptions(command: Command): Command {
  return outputOptions(
    command
      .addOption(seedOption())
      .option('--resamples <n>', 'draws behind the intervals (default: 2000)', whole(100, 1e5))
      .option('--level <p>', 'of the intervals (default: .95)', between(0.5, 1)),
  );
}

export function outputOptions(command: Command): Command {
  return computingOptions(
    command
      .option('--json [file.json]', 'the report as JSON, on stdout without a file')
      .option('--html [file.html]', 'the report as a page, on stdout without a file')
      .option('--out <path>', 'a folder for both, or a file ending in .json or .html')
      .addOption(baseOption())
      .addOption(mappingOption())
      .option('--quiet', 'no progress, no summary', false),
  );
}

/** What is exact cannot also end early. */
function inLooks(flags: string, description: string): Option {
  return new Option(flags, description).conflicts('pairs');
}

export function viewCommand(command: Command): Command {
  return command.option('--json [file.json]', 'as JSON, on stdout without a file');
}

/** What belongs to checkpoints and lies elsewhere. */
export type PlaceOptions = Pick<EngineUse, 'base' | 'mapping'>;

/** Of models of one's own; may be given again for another. */
export function mappingOption(): Option {
  return new Option(
    '--mapping <[checkpoint=]file>',
    'what the tensors of a checkpoint are, or of all, where that does not lie beside it; docs/mapping.md',
  ).argParser(addTo);
}

/** Of adapters; may be given again for another. */
export function baseOption(): Option {
  return new Option(
    '--base <path>',
    "the base model of an adapter, may be given again (default: beside it, or in the hub's cache)",
  ).argParser(addTo);
}

export function machineOptions(command: Command): Command {
  return command
    .option('--threads <n>', 'default: the physical cores', whole(1, 256))
    .option(
      '--memory <MB>',
      "may be used (default: a quarter of the machine's)",
      whole(64, 2 ** 30),
    )
    .option('--no-cache', 'keep nothing between runs, use nothing kept');
}

/** The same, of what a GPU may compute. */
export function computingOptions(command: Command): Command {
  return machineOptions(command)
    .addOption(
      new Option(
        '--device <name>',
        'where it is computed; auto: on a GPU that agrees with the CPU and is faster (default: auto)',
      )
        .choices(deviceWishes)
        .env('CONGRUITY_DEVICE'),
    )
    .addOption(
      new Option('--precision <p>', 'of matrix products on a GPU (default: f32)').choices(
        precisions,
      ),
    )
    .option(
      '--device-memory <MB>',
      'of a GPU may be used (default: 4000 at most)',
      whole(64, 2 ** 30),
    );
}
