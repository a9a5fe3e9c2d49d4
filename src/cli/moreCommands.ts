// What reduce and distinguish are asked with, beside what all reports are; and verify.
import type { Command } from 'commander';
import { examples } from './helpTexts.ts';
import { baseOption, machineOptions, mappingOption, viewCommand } from './optionGroups.ts';
import { between, fromZero, whole } from './options.ts';

export function reduceCommand(command: Command): Command {
  return command
    .description('Asks whether a hard task is computed as a simple one, by one checkpoint or two.')
    .argument('<a>', 'a checkpoint: a file or a folder')
    .argument('[b]', 'another one, for the simple task')
    .addHelpText('after', examples.reduce)
    .option('--to <task>', 'the simple task: a file, or the name of a built-in task (required)')
    .option('--map <names>', 'which variable is which, HARD=SIMPLE,... (those named alike are one)')
    .option('--pairs <n>', "exactly so many pairs of each task (default: the task's)", pairs)
    .option('--margin <d>', 'distance from which it is "different" (default: .3)', between(0, 1));
}

export function distinguishCommand(command: Command): Command {
  return command
    .description('Looks for inputs on which two checkpoints part, though both solve the task.')
    .argument('<a>', 'a checkpoint: a file or a folder')
    .argument('<b>', 'another one')
    .addHelpText('after', examples.distinguish)
    .option('--pairs <n>', "exactly so many pairs (default: the task's)", pairs)
    .option('--margin <d>', 'how far apart answers are that part (default: .3)', between(0, 1))
    .option(
      '--permutations <n>',
      'for what a search finds by chance (default: 199)',
      whole(19, 1e5),
    )
    .option('--export <file>', 'writes what is found as a task file, on stdout as -');
}

export function goldenCommand(command: Command): Command {
  return machineOptions(
    viewCommand(command)
      .description('Compares what a checkpoint computes with values that another program saved.')
      .argument('<a>', 'a checkpoint: a file or a folder')
      .addHelpText('after', examples.verify)
      .option('--golden <file>', 'the saved values, a safetensors file (required); docs/golden.md')
      .option(
        '--atol <t>',
        'largest difference that agrees; 0: no difference does (default: 2e-5)',
        fromZero(1),
      )
      .addOption(baseOption())
      .addOption(mappingOption())
      .option('--quiet', 'no progress', false),
  );
}

const pairs = whole(2, 1e6);
