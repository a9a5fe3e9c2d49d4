// What --help says beyond the options: examples of every command, exit codes, where results go.
import { STDOUT } from './argv.ts';
import { exitCodeTable } from './exitCodes.ts';

export const examples = {
  compare: `
Examples:
  congruity compare models/a models/b --task ioi
  congruity compare models/a models/b --task my.task.json --pairs 512 --out report/
  congruity compare models/a models/b --task ioi --json | jq .verdict
`,
  fleet: `
The exit code is that of the pairs: 1 when any is different, else 2 when any is inconclusive or not
comparable, else 0.

Examples:
  congruity fleet models/a models/b models/c --task ioi
  congruity fleet models/* --task my.task.json --out report/
  congruity fleet seeds/a --against seeds/b --task my.task.json
  congruity fleet models/a --against models/b --task ioi --implementations 8 --strength .5,1

With --against the exit code is that of the pairs between the two families. A folder that is no checkpoint stands for
all the checkpoints in it; * and ? in quotes fit names.
`,
  interpret: `
Examples:
  congruity interpret models/a --task ioi
  congruity interpret models/a --task my.task.json --html flow.html
`,
  layers: `
Measures: cka (debiased), cka-biased, kernel-cka, rsa, procrustes, procrustes-angle, cca, svcca, jaccard,
ridge, contraction. What each says, and that none says how an answer is computed: docs/measures.md.

Examples:
  congruity layers models/a models/b --task ioi
  congruity layers models/a models/b --task ioi --measure rsa --position mean --html layers.html
`,
  circuit: `
Examples:
  congruity circuit models/a --task ioi
  congruity circuit models/a --task ioi --source which --out report/
  congruity circuit models/a --task my.task.json --ablation mean --json circuit.json
  congruity circuit models/a --task ioi --effects attribution
  congruity circuit models/a --task ioi --circuit eap-ig.json --export checked.json
`,
  inspect: `
Examples:
  congruity inspect models/a
  congruity inspect models/a/model.safetensors --json
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
