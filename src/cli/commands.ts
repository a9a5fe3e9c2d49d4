// What the commands with most options are asked with.
import { type Command, Option } from 'commander';
import { ablations, circuitEffects, circuitMetrics } from '../protocol/circuit.ts';
import { examples } from './helpTexts.ts';
import {
  baseOption,
  computingOptions,
  drawOptions,
  familyOptions,
  mappingOption,
  outputOptions,
  reportCommand,
  seedOption,
  taskOption,
  viewCommand,
} from './optionGroups.ts';
import { addTo, between, whole } from './options.ts';

export function fleetCommand(command: Command): Command {
  return familyOptions(reportCommand(command))
    .description('Compares every two of many checkpoints: a matrix.')
    .argument(
      '<models...>',
      'checkpoints: files or folders, two or more; folders of them, patterns',
    )
    .option(
      '--certificates <folder>',
      'writes for each model that a smaller one may stand for a certificate',
    )
    .option('--force', 'with --certificates: writes over those that are there')
    .addHelpText('after', examples.fleet);
}

export function verifyCommand(command: Command): Command {
  return computingOptions(
    viewCommand(command)
      .description('Runs the comparison of a certificate again: does it still hold?')
      .argument('<file>', 'a certificate, as "congruity fleet --certificates" writes it')
      .addHelpText('after', examples.verifyCertificate)
      .option(
        '--models <folder>',
        'where the models lie under their names, may be given again (default: where the certificate says)',
        addTo,
      )
      .addOption(baseOption())
      .addOption(mappingOption())
      .option('--quiet', 'no progress', false),
  );
}

export function layersCommand(command: Command): Command {
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

export function studyCommand(command: Command): Command {
  return outputOptions(
    command
      .description('Runs a study: models, tasks, and what is expected of them, as tests.')
      .argument('<study>', 'a study file, NAME.congruity.json')
      .addHelpText('after', examples.run)
      .option('--only <name>', 'this expectation alone; may be said again', addTo)
      .option('--junit <file>', 'the tests as JUnit XML, for CI systems; on stdout as -'),
  );
}

export function calibrateCommand(command: Command): Command {
  return outputOptions(
    command
      .description('Judges methods on models of which it is known how they compute.')
      .addHelpText('after', examples.calibrate)
      .option(
        '--truth <path>',
        'a folder with truth.json, or a file like it (default: the one that comes along)',
      )
      .option('--scores <file.json>', 'what a method of your own says; may be given again', addTo)
      .option(
        '--methods <names>',
        'of these alone, as "profile,cka-best" (default: all but the slow ones)',
      )
      .option(
        '--drawings <n>',
        'of the pairs, to see if intervals hold (default: 1)',
        whole(0, 100),
      )
      .option('--pairs <n>', 'exactly so many pairs (default: as the task says)', whole(2, 1e6))
      .option(
        '--resamples <n>',
        'draws behind intervals of distances (default: 200)',
        whole(100, 1e5),
      )
      .addOption(seedOption()),
  );
}

export function circuitCommand(command: Command): Command {
  const oneOf = (flags: string, says: string, names: readonly string[]) =>
    new Option(flags, `${says} (default: ${JSON.stringify(names[0])})`).choices(names);
  return drawOptions(
    taskOption(command)
      .description(
        'Finds the heads and MLPs by which a checkpoint answers, its circuit; of two, what they share.',
      )
      .option(
        '--pairs <n>',
        'at most so many that tell something (default: 128; where a model has over 80 MB of weights 32)',
        whole(2, 1e6),
      )
      .option(
        '--source <names>',
        'variables that the source takes, as "which" or "a,b" (default: all)',
      )
      .addOption(oneOf('--metric <name>', 'what a circuit has to keep', circuitMetrics))
      .addOption(oneOf('--ablation <kind>', 'what stands for the rest', ablations))
      .option('--tolerance <t>', 'how much less than faithful will do (default: .2)', between(0, 1))
      .addOption(oneOf('--effects <kind>', 'what orders heads and MLPs', circuitEffects))
      .option('--edges', 'with --effects attribution: scores of edges, for --export and --json')
      .option('--exact', 'with --effects attribution: the exact effects of all of them too')
      .option(
        '--circuit <file>',
        'checks that of a file: of EAP-IG, MIB or circuit-tracer, or a report; of scores it finds one',
      )
      .option('--export <file>', 'writes it as the JSON of EAP-IG and MIB, on stdout as -')
      .option('--sites', 'the effects of every span at every cut too'),
  );
}
