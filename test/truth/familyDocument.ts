// docs/families.md: what congruity says of families whose algorithm is known, and what of single models that are patched.
import { join } from 'node:path';
import { fleet } from '../../src/engine/analysis/fleet.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import type { Ports } from '../../src/engine/core/ports.ts';
import { sectionOf } from '../../src/protocol/sections.ts';
import { scoreName } from '../../src/words/families.ts';
import { algorithmOf } from './expected.ts';

/** The task of which two couples are patched too: each takes a minute of a core. */
export const patchedTask = 'modsum';
const couples = [
  ['ab-gpt2-1a', 'ab-llama-2a'],
  ['ab-gpt2-1a', 'bc-gpt2-1a'],
] as const;
const patching = { implementations: 5, strengths: [0.2, 0.5, 1] };

/** A row for each couple of models, distance and strength. */
export async function patchedRows(ports: Ports, folder: string): Promise<string[]> {
  const rows: string[] = [];
  for (const [a, b] of couples) {
    const report = await fleet(quietJob, ports, {
      ...{ models: [join(folder, a)], against: [join(folder, b)], patching },
      ...{ task: join(folder, 'task.json'), memory: 4000, pairs: 64, resamples: 200 },
    });
    const { scores, between, distances } = sectionOf(report, 'families')!;
    const kind = algorithmOf(a) === algorithmOf(b) ? 'same' : 'different';
    const verdict = `${between[0].verdict}, ${distances!.low.toFixed(2)}`;
    for (const one of scores) {
      const { score, accepted, tried } = one;
      const numbers = score
        ? [score.congruity.value, score.p[0].value, score.p[1].value].map((x) => x.toFixed(2))
        : ['–', '–', '–'];
      const solve = accepted.map((many, side) => `${many} of ${tried[side]}`).join(', ');
      const cells = [`${a}, ${b}`, kind, verdict, scoreName(one), solve, ...numbers];
      rows.push(`| ${cells.join(' | ')} |`);
    }
  }
  return rows;
}

export function familyDocument(told: readonly string[], patched: readonly string[]): string {
  return `# Congruity of families whose algorithm is known

\`npm run truth -- families\` writes this page. A family is a set of checkpoints; congruity = 1 - |p1 + p2 - 1|, where p1 is how
often one of the first family is nearer to another of its own than to one of the other (exactly, over all triples), and p2
the same of the second. Near 1 the families cannot be told apart by the distance, near 0 always. All models that solve their task are
measured on all of its pairs; natural ones are left out, for nobody knows what they compute.

- *Placements*: one algorithm with its variable at one place against the same algorithm with it at another; all seeds, widths and architectures.
- *Halves*: all models of one algorithm, parted at random, 50 times for each with four models or more.
- *gpt2 and llama*: the same algorithm in one architecture against the other. There is no bar: p1 and p2 read tiny steady differences as
  separation, which is why \`congruity fleet A --against B\` tells the verdicts between the families first.
- *Different*: all models of one algorithm against all of another.

Mean ± standard deviation (least to largest), number. Bars, for the profile distance: placements at least .8, halves .65 in the mean,
different at most .05, AUROC 1.000. *AUROC*: how well the number tells placements and halves from different algorithms; .5 is a coin, 0 always wrong.
Ridge, contraction (Sun and Toneva) and 1 - CKA are of what is carried where the answer is read, all blocks side by side, on 64, 16 and 64 prompts.
The contraction distance of 435 couples takes an hour of a core: it is taken of modsum alone.

| task | distance | placements of one algorithm | random halves of one | gpt2 and llama, one algorithm | different algorithms | AUROC of congruity | AUROC of separability |
| --- | --- | --- | --- | --- | --- | --- | --- |
${told.join('\n')}
${patched.length > 0 ? patchedPart(patched) : ''}`;
}

function patchedPart(rows: readonly string[]): string {
  return `
## One checkpoint a side, patched

The published way to make implementations of one network: components outside of its circuit are taken towards what another prompt has there,
by a strength; those that still solve the task are its implementations, with the checkpoint itself. They stay near that network: by the published
distances two networks are always told apart, whether they compute alike or not. What tells is the verdict, by the profile distance of the two.
Models of ${patchedTask}, ${patching.implementations} tried of each.

| models | algorithm | verdict, profile distance | score by | accepted | congruity | p1 | p2 |
| --- | --- | --- | --- | --- | --- | --- | --- |
${rows.join('\n')}
`;
}
