// The commands and their options. Each command's code loads when it runs, so that `inspect` answers
// before the rest would have been read.
import { Command, CommanderError, Option } from 'commander';
import { version } from '../../package.json';
import { ablations, circuitEffects, circuitMetrics } from '../protocol/circuit.ts';
import { standardOutput } from '../report/destination.ts';
import { STDOUT } from './argv.ts';
import type { DoctorOptions } from './doctor.ts';
import { exitCodes } from './exitCodes.ts';
import { UsageError } from './failure.ts';
import { examples, exitCodeHelp } from './helpTexts.ts';
import { between, device, shares, time, whole } from './options.ts';
import type { CircuitOptions, FleetOptions, LayersOptions, ReportOptions } from './reports.ts';
import type { TaskCheckOptions } from './taskCheck.ts';
import type { ViewOptions } from './view.ts';

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

function congruity(onCode: (code: number) => void, onText: (text: string) => void): Command {
  const program = new Command('congruity')
    .description('Do two neural-network checkpoints compute their answer the same way?')
    .version(version)
    .exitOverride()
    // main.ts says an error, like any other; a text is printed where its failure can be told.
    .configureOutput({ outputError: () => undefined, writeOut: onText })
    .addHelpText('after', exitCodeHelp);
  const run = async (command: Promise<number>) => onCode(await command);

  reportCommand(program.command('compare'))
    .description('Compares how two checkpoints compute their answers to a task.')
    .argument('<a>', 'a checkpoint: a file or a folder')
    .argument('<b>', 'another one')
    .addHelpText('after', examples.compare)
    .action((a: string, b: string, options: ReportOptions) =>
      run(import('./reports.ts').then((it) => it.compareCommand(a, b, options))),
    );
  reportCommand(program.command('fleet'))
    .description('Compares every two of many checkpoints: a matrix.')
    .argument(
      '<models...>',
      'checkpoints: files or folders, two or more; folders of them, patterns',
    )
    .option('--against <models...>', 'another family: can it be told from the first models?')
    .option(
      '--implementations <n>',
      'with one checkpoint a side: so many are made of each, patched outside of its circuit',
      whole(1, 100),
    )
    .option('--strength <list>', 'how far they are patched (default: .2,.5,1)', shares)
    .addOption(
      new Option('--ablation <kind>', 'what stands instead (default: "resample")').choices(
        ablations,
      ),
    )
    .addHelpText('after', examples.fleet)
    .action((models: string[], options: FleetOptions) =>
      run(import('./reports.ts').then((it) => it.fleetCommand(models, options))),
    );
  reportCommand(program.command('interpret'))
    .description('Shows which parts of a prompt are where in a checkpoint: its flow map.')
    .argument('<a>', 'a checkpoint: a file or a folder')
    .addHelpText('after', examples.interpret)
    .action((a: string, options: ReportOptions) =>
      run(import('./reports.ts').then((it) => it.interpretCommand(a, options))),
    );
  layersCommand(program.command('layers')).action((a: string, b: string, options: LayersOptions) =>
    run(import('./reports.ts').then((it) => it.layersCommand(a, b, options))),
  );
  circuitCommand(program.command('circuit'))
    .argument('<a>', 'a checkpoint: a file or a folder')
    .addHelpText('after', examples.circuit)
    .action((a: string, options: CircuitOptions) =>
      run(import('./reports.ts').then((it) => it.circuitCommand(a, options))),
    );
  viewCommand(program.command('inspect'))
    .description('Lists what a checkpoint holds, from its header alone.')
    .argument('<a>', 'a checkpoint: a file or a folder')
    .addHelpText('after', examples.inspect)
    .action((a: string, options: ViewOptions) =>
      run(import('./inspect.ts').then((it) => it.inspectCommand(a, options))),
    );
  taskCommands(program.command('task').description('Works on tasks.'), run);
  machineOptions(viewCommand(program.command('doctor')))
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
    .option('--seed <n>', 'draws another example', whole(0, Number.MAX_SAFE_INTEGER))
    .action((task: string, options: TaskCheckOptions) =>
      run(import('./taskCheck.ts').then((it) => it.taskCheckCommand(task, options))),
    );
}

function layersCommand(command: Command): Command {
  return outputOptions(
    taskOption(command)
      .description('Compares what two checkpoints carry after each block: a map of layers.')
      .argument('<a>', 'a checkpoint: a file or a folder')
      .argument('<b>', 'another one')
      .addHelpText('after', examples.layers)
      .option('--measure <name>', 'of representations (default: cka, debiased); docs/measures.md')
      .addOption(
        new Option('--position <where>', 'the answer, the mean of all tokens, or all spans')
          .choices(['answer', 'mean', 'all'])
          .default('answer'),
      )
      .option('--pairs <n>', 'the prompts of exactly so many pairs', whole(16, 1e6))
      .option('--permutations <n>', 'of the prompts, for what chance gives', whole(0, 1e5))
      .addOption(seedOption()),
  );
}

function reportCommand(command: Command): Command {
  const proportion = between(0, 1);
  return drawOptions(
    taskOption(command)
      .option(
        '--pairs <n>',
        "exactly so many prompt pairs (default: the task's at most, in looks where they take long)",
        whole(2, 1e6),
      )
      .addOption(
        inLooks(
          '--work <n>',
          'in looks, with at most so many interchanges (default: 250000)',
        ).argParser(whole(1, 1e12)),
      )
      .addOption(
        inLooks('--stages <k>', 'in so many looks, as a report says that it made').argParser(
          whole(1, 100),
        ),
      )
      .addOption(
        inLooks('--budget <time>', 'in looks, as many as end in 90s, 2m, 1h').argParser(time),
      )
      .option('--margin <d>', 'distance from which it is "different" (default: .3)', proportion)
      .option('--full-margin <d>', 'the one for "indistinguishable" (default: .15)', proportion),
  );
}

function circuitCommand(command: Command): Command {
  const oneOf = (flags: string, says: string, names: readonly string[]) =>
    new Option(flags, `${says} (default: ${JSON.stringify(names[0])})`).choices(names);
  return drawOptions(
    taskOption(command)
      .description('Finds the heads and MLPs by which a checkpoint answers: its circuit.')
      .option('--pairs <n>', 'at most so many that tell something (default: 32)', whole(2, 1e6))
      .option(
        '--source <names>',
        'variables that the source takes, as "which" or "a,b" (default: all)',
      )
      .addOption(oneOf('--metric <name>', 'what a circuit has to keep', circuitMetrics))
      .addOption(oneOf('--ablation <kind>', 'what stands for the rest', ablations))
      .option('--tolerance <t>', 'how much less than faithful will do (default: .2)', between(0, 1))
      .addOption(oneOf('--effects <kind>', 'what orders heads and MLPs', circuitEffects))
      .option('--exact', 'with --effects attribution: the exact effects of all of them too')
      .option(
        '--circuit <file>',
        'checks that of a file: of EAP-IG, MIB or circuit-tracer, or a report; of scores it finds one',
      )
      .option('--export <file>', 'writes it as the JSON of EAP-IG and MIB, on stdout as -')
      .option('--sites', 'the effects of every span at every cut too'),
  );
}

/** Checked by the command: commander would complain of it before it sees "--tsk". */
function taskOption(command: Command): Command {
  return command.option('--task <task>', 'a task file, or the name of a built-in task (required)');
}

function seedOption(): Option {
  return new Option('--seed <n>', "of everything that is drawn (default: the task's)").argParser(
    whole(0, 2 ** 32 - 1),
  );
}

/** Of what is drawn from the pairs, and of the intervals. */
function drawOptions(command: Command): Command {
  return outputOptions(
    command
      .addOption(seedOption())
      .option('--resamples <n>', 'draws behind the intervals (default: 2000)', whole(100, 1e5))
      .option('--level <p>', 'of the intervals (default: .95)', between(0.5, 1)),
  );
}

function outputOptions(command: Command): Command {
  return machineOptions(
    command
      .option('--json [file.json]', 'the report as JSON, on stdout without a file')
      .option('--html [file.html]', 'the report as a page, on stdout without a file')
      .option('--out <path>', 'a folder for both, or a file ending in .json or .html')
      .option('--quiet', 'no progress, no summary', false),
  );
}

/** What is exact cannot also end early. */
function inLooks(flags: string, description: string): Option {
  return new Option(flags, description).conflicts('pairs');
}

function viewCommand(command: Command): Command {
  return command.option('--json [file.json]', 'as JSON, on stdout without a file');
}

function machineOptions(command: Command): Command {
  return command
    .option('--threads <n>', 'default: the physical cores', whole(1, 256))
    .option(
      '--memory <MB>',
      "may be used (default: a quarter of the machine's)",
      whole(64, 2 ** 30),
    )
    .option('--device <name>', 'only cpu', device, 'cpu')
    .option('--no-cache', 'keep nothing between runs, use nothing kept');
}
