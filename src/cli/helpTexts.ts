// What --help says beyond the options: examples of every command, exit codes, where results go.
import { STDOUT } from './argv.ts';
import { exitCodeTable } from './exitCodes.ts';

export const examples = {
  compare: `
Granularity: cut, a span between two blocks; head, what heads have read at a span; subspace, what of a span that
holds several variables says one of them alone.

Examples:
  congruity compare models/a models/b --task ioi
  congruity compare models/a models/b --task my.task.json --pairs 512 --out report/
  congruity compare models/a models/b --task ioi --json | jq .verdict
  congruity compare models/a models/b --task ioi --granularity all
`,
  fleet: `
The exit code is that of the pairs: 1 when any is different, else 2 when any is inconclusive or not
comparable, else 0.

Examples:
  congruity fleet models/a models/b models/c --task ioi
  congruity fleet models/* --task my.task.json --out report/
  congruity fleet models/* --task my.task.json --certificates certificates/
  congruity fleet seeds/a --against seeds/b --task my.task.json
  congruity fleet models/a --against models/b --task ioi --implementations 8 --strength .5,1

With --against the exit code is that of the pairs between the two families. A folder that is no checkpoint stands for
all the checkpoints in it; * and ? in quotes fit names.
`,
  verifyCertificate: `
The exit code is 0 when it holds, 1 when it does not (another verdict, another number, an edited file), 2 when it
cannot be checked: a model is not there or is another one, which its SHA-256 tells. --no-cache computes
everything anew.

Examples:
  congruity verify-certificate certificates/small-in-place-of-large.certificate.json
  congruity verify-certificate small-in-place-of-large.certificate.json --models models/
`,
  map: `
For a transformer of your own, whose names no family has: a guess from names, shapes and a config of whatever words,
with what it rests on and what it leaves open. Complete it, put it beside the weights as NAME.mapping.json, and compare it with
values of your own program ("congruity verify"); docs/mapping.md says what each field means.

Examples:
  congruity map models/mine.safetensors
  congruity map models/mine.safetensors --out models/mine.mapping.json
`,
  verify: `
Compared are input_ids with logits, resid.*, attn.* and mlp.out.*, of a padded batch and of prompt.<n>.*; docs/golden.md
says what each is, and how a few lines of Python save them. The exit code is 0 when all are within the tolerance, 1 when
one is beyond it, 2 when nothing can be compared or a shape is another.

Examples:
  congruity verify models/a --golden models/a/golden.safetensors
  congruity verify models/a --golden golden.safetensors --atol 1e-4 --json
`,
  trajectory: `
A run is a folder with its checkpoints, as checkpoint-100, step_200, epoch-3 or numbered files, or a model
in the hub's cache whose revisions are called after steps. A list of checkpoints, of one folder
or several, is one run in the order given. Told is where the interpretation settles (from there on all
checkpoints surely have the last one's) and where it changes. Checkpoints that do not solve the task are shown and not compared.

Examples:
  congruity trajectory runs/a --task ioi
  congruity trajectory runs/seed-1 runs/seed-2 runs/seed-3 --task my.task.json --out report/
  congruity trajectory runs/a/checkpoint-100 runs/a/checkpoint-800 --task ioi
`,
  interpret: `
Examples:
  congruity interpret models/a --task ioi
  congruity interpret models/a --task my.task.json --html flow.html
  congruity interpret models/a --task my.task.json --granularity subspace
`,
  layers: `
Measures: cka (debiased), cka-biased, kernel-cka, rsa, procrustes, procrustes-angle, cca, svcca, jaccard,
ridge, contraction. What each says, and that none says how an answer is computed: docs/measures.md.

Examples:
  congruity layers models/a models/b --task ioi
  congruity layers models/a models/b --task ioi --measure rsa --position mean --html layers.html
`,
  calibrate: `
Judges how far each method can be trusted, on models of which it is known how they compute: the profile distance, the
measures of "layers", and methods of your own. The truth that comes along has 15 tiny models (two tasks, two kinds of
computation each) and takes about a minute. Formats, all results and what they mean: docs/calibration.md.

Examples:
  congruity calibrate
  congruity calibrate --scores mine.json --scores theirs.json --out calibration/
  congruity calibrate --truth my-models/truth.json --methods profile,cka-best,ridge-last
`,
  distinguish: `
Searched are all prompts that the variables of a pair make, and what both models answer when a set of variables
is taken from the source where one of them holds it. --export writes what is found as a task file, which a
comparison shows it on. The exit code is 1 where they part, 0 where they are alike, 2 where that is open.

Examples:
  congruity distinguish models/a models/b --task ioi
  congruity distinguish models/a models/b --task ioi --export apart.task.json --out report/
`,
  reduce: `
Variables of the same name are one; --map says which are one under other names. What HARD holds of a set is
compared as far as SIMPLE has its variables.
The exit code is 0 where the hard task is computed as the simple one, 1 where it is not, or only in part,
and 2 where that is open or a task is not solved.

Examples:
  congruity reduce models/a --task ioi --to simple-ioi.task.json
  congruity reduce models/a models/small --task hard.task.json --to easy.task.json --map first=A,second=B
`,
  circuit: `
Examples:
  congruity circuit models/a --task ioi
  congruity circuit models/a --task ioi --source which --out report/
  congruity circuit models/a --task my.task.json --ablation mean --json circuit.json
  congruity circuit models/a --task ioi --effects attribution
  congruity circuit models/a --task ioi --effects attribution-ig --edges --export edges.json
  congruity circuit models/a models/b --task ioi --html wiring.html
  congruity circuit models/a --task ioi --circuit eap-ig.json --export checked.json
`,
  run: `
A study file says what is expected: that two models are indistinguishable, have the same interpretation, are
different or not different; that one stays as another, holds a set of variables, or has an accuracy. Passed and
failed are said only where the verdict, or the whole interval, says so; all else is undecided, which is no pass
unless the file says "allowInconclusive".
The exit code is 0 when all passed, 1 when any failed, that of its error when any could not be run, else 2.

Examples:
  congruity run release.congruity.json
  congruity run release.congruity.json --junit results.xml --out report/
  congruity run release.congruity.json --only "the int8 copy"
`,
  inspect: `
Of two: identical, a cast, a scaling, rounding to a grid, new zeros, a low rank of the difference, some rows alone, or a
drift, each with its evidence; docs/changes.md says how each is told and what it does not say.

Examples:
  congruity inspect models/a
  congruity inspect models/a/model.safetensors --json
  congruity inspect models/a models/b
`,
  taskList: `
Examples:
  congruity task list
  congruity task list --json
`,
  taskCheck: `
Examples:
  congruity task check my.task.json
  congruity task check ioi --model models/a
`,
  doctor: `
Examples:
  congruity doctor
  congruity doctor --threads 4 --memory 8000
`,
} as const;

export function exitCodeHelp(): string {
  const rows = exitCodeTable.map(([code, meaning]) => `  ${String(code).padEnd(4)} ${meaning}`);
  return `
Exit codes:
${rows.join('\n')}

Results:
  What follows --json or --html is its file if it ends in .json or .html, or lies in /dev; any other
  name needs "=", as in --json=NAME. "${STDOUT}" is stdout. Files appear whole or not at all; pipes and
  devices are written to; checkpoints, their folders and task files are never written to.
  With JSON on stdout an error is there too: {"error": {"code", "message", "hint"}}.
  A reader that closes a pipe early does not change the exit code.

Examples:
  congruity inspect models/a
  congruity task check ioi --model models/a
  congruity compare models/a models/b --task ioi --out report/
  congruity COMMAND --help
`;
}
