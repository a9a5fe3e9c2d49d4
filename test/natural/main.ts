// npm run natural [-- FOLDER]: what Congruity says of natural models whose rule is known by how they generalise: those
// beside this file, or what train.py left in another folder.
import { join } from 'node:path';
import { profilesOf } from '../../src/engine/congruity/profiles.ts';
import { quietJob } from '../../src/engine/core/job.ts';
import { variableSet } from '../../src/engine/task/partSet.ts';
import { nodePorts } from '../../src/platform/ports.ts';
import { type Measured, runTask } from '../truth/task.ts';
import { judged, type Row, spread } from './judge.ts';
import { type Rule, readTrained, ruleOf, solves, type Trained } from './models.ts';

const here = join(process.cwd(), 'test/natural');
const resamples = 400;

async function main(folder: string): Promise<void> {
  const trained = readTrained(join(folder, 'trained.jsonl'));
  const labels = new Map(
    trained.flatMap((one) => {
      const rule = ruleOf(one);
      return rule ? [[one.name, rule] as const] : [];
    }),
  );
  print('trained', counts(trained));
  const ports = nodePorts({ cache: false });
  for (const task of ['plain', 'telling']) {
    const extent = {
      task: join(here, `${task}.json`),
      names: [...labels.keys()],
      copied: [],
      resamples,
    };
    const run = await runTask(ports, folder, extent);
    const held = await Promise.all(run.models.map(heldBy));
    const ofRule = (rule: Rule) => held.filter((_, i) => labels.get(run.models[i].name) === rule);
    print(task, [
      ...(['nesting', 'equal count'] as const).flatMap((rule) => [
        {
          what: `${rule}: largest entry of a profile`,
          found: spread(ofRule(rule).map(({ most }) => most)),
        },
        { what: `${rule}: {a, b}`, found: spread(ofRule(rule).map(({ prefix }) => prefix)) },
      ]),
      ...judged(run, labels),
    ]);
  }
}

/** The largest entry of a model's own profile, and that of {a, b}. */
async function heldBy({
  known,
}: Measured): Promise<{ readonly most: number; readonly prefix: number }> {
  const { sides } = await profilesOf(quietJob, [known.sides]);
  const { profile } = sides[0];
  const ab = variableSet(0b11, known.sides.responses.readings);
  return {
    most: Math.max(0, ...profile.map(({ value }) => value)),
    prefix: profile.find(({ set }) => set === ab)?.value ?? 0,
  };
}

function counts(trained: readonly Trained[]): Row[] {
  const forms = [...new Set(trained.map(formOf))].sort();
  const line = (of: readonly Trained[]) => {
    const ruled = of.map(ruleOf);
    const n = (rule: Rule) => ruled.filter((each) => each === rule).length;
    const solved = of.filter((one) => Math.min(one.yes, one.no, one.near) >= solves).length;
    return `${of.length}, of which ${solved} have learned the task: ${n('nesting')} nesting, ${n('equal count')} equal count`;
  };
  return [
    ...forms.map((form) => ({
      what: form,
      found: line(trained.filter((one) => formOf(one) === form)),
    })),
    { what: 'all', found: line(trained) },
  ];
}

function formOf({ family, width, depth }: Trained): string {
  return `${family}, width ${width}, ${depth} blocks`;
}

function print(title: string, rows: readonly Row[]): void {
  console.log(`\n${title}`);
  for (const { what, found } of rows) console.log(`  ${what.padEnd(48)} ${found}`);
}

await main(process.argv[2] ?? join(here, 'models'));
