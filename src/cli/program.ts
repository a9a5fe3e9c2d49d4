// The commands and their options. Each command's code loads when it runs, so that `inspect` answers
// before the rest would have been read.
import { Command, CommanderError } from 'commander';
import { version } from '../../package.json';
import { standardOutput } from '../report/destination.ts';
import { STDOUT } from './argv.ts';
import type { CalibrateOptions } from './calibrate.ts';
import type { VerifyOptions } from './certificates.ts';
import {
  calibrateCommand,
  circuitCommand,
  fleetCommand,
  layersCommand,
  studyCommand,
  verifyCommand,
} from './commands.ts';
import type { DistinguishOptions } from './distinguish.ts';
import type { DoctorOptions } from './doctor.ts';
import { exitCodes } from './exitCodes.ts';
import { UsageError } from './failure.ts';
import type { FleetOptions } from './fleet.ts';
import type { GoldenOptions } from './golden.ts';
import type { ReportOptions } from './handOut.ts';
import { examples, exitCodeHelp } from './helpTexts.ts';
import type { InspectOptions } from './inspect.ts';
import type { MapOptions } from './map.ts';
import { placeMappings } from './mappings.ts';
import { distinguishCommand, goldenCommand, reduceCommand } from './moreCommands.ts';
import {
  baseOption,
  computingOptions,
  drawOptions,
  levelOption,
  mappingOption,
  reportCommand,
  taskOption,
  viewCommand,
} from './optionGroups.ts';
import { whole } from './options.ts';
import type { ReduceOptions } from './reduction.ts';
import type { CircuitOptions, LayersOptions, LevelledOptions } from './reports.ts';
import type { StudyOptions } from './study.ts';
import type { TaskCheckOptions } from './taskCheck.ts';
import type { ViewOptions } from './view.ts';
import { refuseDeletedDirectory } from './workingDirectory.ts';

/**
 * Runs a command line that normaliseArgv made; returns the exit code. Throws UsageError when it is
 * wrong, and what the command throws.
 */
export async function runProgram(argv: readonly string[]): Promise<number> {
  let code: number = exitCodes.same;
  let said = '';
  const program = congruity(
    (result) => {
      code = result;
    },
    (text) => {
      said += text;
    },
  );
  try {
    await program.parseAsync(argv, { from: 'user' });
  } catch (error) {
    if (!(error instanceof CommanderError)) throw error;
    if (error.code === 'commander.help') return exitCodes.usage; // no command: help was printed
    if (error.exitCode !== 0) throw usageError(error, argv);
    await standardOutput.write(said); // --help, --version
  }
  return code;
}

function usageError({ code, message }: CommanderError, argv: readonly string[]): UsageError {
  const sentence = message.replace(/^error: /, '');
  // What follows may have been meant as the file, and is named unlike one.
  const bare = ['--json', '--html'].find((option) => argv.includes(`${option}=${STDOUT}`));
  if (code !== 'commander.excessArguments' || bare === undefined) return new UsageError(sentence);
  const ending = bare.replace('--', '.');
  return new UsageError(
    sentence,
    `What follows ${bare} is its file if it ends in ${ending}; any other name needs "=": ${bare}=NAME.`,
  );
}

/** Paths and names: an empty one would be glued to others, or taken for the working directory. */
function refuseEmpty(command: Command): void {
  const isEmpty = (value: unknown) => [value].flat().includes('');
  const hint = 'Give a name or a path; a variable of the shell may be unset.';
  for (const option of command.options) {
    if (!isEmpty(command.getOptionValue(option.attributeName()))) continue;
    throw new UsageError(`'${option.flags}' is given nothing`, hint);
  }
  command.registeredArguments.forEach((argument, i) => {
    if (!isEmpty(command.processedArgs[i])) return;
    throw new UsageError(`'${argument.name()}' is given nothing`, hint);
  });
}

function congruity(onCode: (code: number) => void, onText: (text: string) => void): Command {
  const program = new Command('congruity')
    .description('Do two neural-network checkpoints compute their answer the same way?')
    .version(version)
    .exitOverride()
    // main.ts says an error, like any other; a text is printed where its failure can be told.
    .configureOutput({ outputError: () => undefined, writeOut: onText })
    .hook('preAction', async (_, command) => {
      refuseEmpty(command);
      refuseDeletedDirectory();
      await placeMappings(command);
    })
    .addHelpText('after', exitCodeHelp);
  const run = async (command: Promise<number>) => onCode(await command);

  levelOption(reportCommand(program.command('compare')))
    .description('Compares how two checkpoints compute their answers to a task.')
    .argument('<a>', 'a checkpoint: a file or a folder')
    .argument('<b>', 'another one')
    .addHelpText('after', examples.compare)
    .action((a: string, b: string, options: LevelledOptions) =>
      run(import('./reports.ts').then((it) => it.compareCommand(a, b, options))),
    );
  fleetCommand(program.command('fleet')).action((models: string[], options: FleetOptions) =>
    run(import('./fleet.ts').then((it) => it.fleetCommand(models, options))),
  );
  verifyCommand(program.command('verify-certificate')).action(
    (file: string, options: VerifyOptions) =>
      run(import('./certificates.ts').then((it) => it.verifyCertificateCommand(file, options))),
  );
  goldenCommand(program.command('verify')).action((a: string, options: GoldenOptions) =>
    run(import('./golden.ts').then((it) => it.goldenCommand(a, options))),
  );
  reportCommand(program.command('trajectory'))
    .description('Follows the interpretation through the checkpoints of a training run.')
    .argument('<runs...>', 'folders of runs, or the checkpoints of one in order')
    .addHelpText('after', examples.trajectory)
    .action((runs: string[], options: ReportOptions) =>
      run(import('./reports.ts').then((it) => it.trajectoryCommand(runs, options))),
    );
  levelOption(reportCommand(program.command('interpret')))
    .description(
      'Shows which parts of a prompt, or of a row of data, are where in a checkpoint: its flow map.',
    )
    .argument('<a>', 'a checkpoint: a file or a folder')
    .addHelpText('after', examples.interpret)
    .action((a: string, options: LevelledOptions) =>
      run(import('./reports.ts').then((it) => it.interpretCommand(a, options))),
    );
  layersCommand(program.command('layers')).action((a: string, b: string, options: LayersOptions) =>
    run(import('./reports.ts').then((it) => it.layersCommand(a, b, options))),
  );
  calibrateCommand(program.command('calibrate')).action((options: CalibrateOptions) =>
    run(import('./calibrate.ts').then((it) => it.calibrateCommand(options))),
  );
  reduceCommand(drawOptions(taskOption(program.command('reduce')))).action(
    (a: string, b: string | undefined, options: ReduceOptions) =>
      run(import('./reduction.ts').then((it) => it.reduceCommand(a, b, options))),
  );
  distinguishCommand(drawOptions(taskOption(program.command('distinguish')))).action(
    (a: string, b: string, options: DistinguishOptions) =>
      run(import('./distinguish.ts').then((it) => it.distinguishCommand(a, b, options))),
  );
  circuitCommand(program.command('circuit'))
    .argument('<a>', 'a checkpoint: a file or a folder')
    .argument('[b]', 'another one: the circuits of both, matched by what their parts do')
    .addHelpText('after', examples.circuit)
    .action((a: string, b: string | undefined, options: CircuitOptions) =>
      run(import('./reports.ts').then((it) => it.circuitCommand(a, b, options))),
    );
  studyCommand(program.command('run')).action((study: string, options: StudyOptions) =>
    run(import('./study.ts').then((it) => it.studyCommand(study, options))),
  );
  viewCommand(program.command('inspect'))
    .description(
      'Lists what a checkpoint holds, from its header alone; of two, what kind of change is between them.',
    )
    .argument('<a>', 'a checkpoint: a file or a folder')
    .argument('[b]', 'another one: their tensors are compared, value by value')
    .addOption(baseOption())
    .addOption(mappingOption())
    .option(
      '--values',
      'of a network of its own: inputs, outputs, and all values with their shapes',
    )
    .addHelpText('after', examples.inspect)
    .action((a: string, b: string | undefined, options: InspectOptions) =>
      run(
        b === undefined
          ? import('./inspect.ts').then((it) => it.inspectCommand(a, options))
          : import('./inspectTwo.ts').then((it) => it.inspectTwoCommand(a, b, options)),
      ),
    );
  viewCommand(program.command('map'))
    .description('Guesses which tensors are which parts, as a mapping file for you to complete.')
    .argument('<a>', 'a checkpoint: a file or a folder')
    .option('--out <file>', 'writes the mapping, NAME.mapping.json, on stdout as -')
    .addHelpText('after', examples.map)
    .action((a: string, options: MapOptions) =>
      run(import('./map.ts').then((it) => it.mapCommand(a, options))),
    );
  taskCommands(program.command('task').description('Works on tasks.'), run);
  computingOptions(viewCommand(program.command('doctor')))
    .description('Checks the runtime, its speed, the memory and the cache on this machine.')
    .addHelpText('after', examples.doctor)
    .action((options: DoctorOptions) =>
      run(import('./doctor.ts').then((it) => it.doctorCommand(options))),
    );
  return program;
}

type Run = (command: Promise<number>) => Promise<void>;

function taskCommands(task: Command, run: Run): void {
  viewCommand(task.command('list'))
    .description('Lists the built-in tasks.')
    .addHelpText('after', examples.taskList)
    .action((options: ViewOptions) =>
      run(import('./taskCheck.ts').then((it) => it.taskListCommand(options))),
    );
  viewCommand(task.command('check'))
    .description("Checks a task; with a model, shows it in the model's tokens.")
    .argument('<task>', 'a task file, or the name of a built-in task')
    .addHelpText('after', examples.taskCheck)
    .option('--model <checkpoint>', 'the checkpoint whose tokenizer is used')
    .addOption(baseOption())
    .addOption(mappingOption())
    .option('--seed <n>', 'draws another example', whole(0, Number.MAX_SAFE_INTEGER))
    .action((task: string, options: TaskCheckOptions) =>
      run(import('./taskCheck.ts').then((it) => it.taskCheckCommand(task, options))),
    );
}
