// The quick ones of test/attack on the built command line: outcomes alone. Times, memory, the others and
// what is done to runs in their midst: npm run attack.
import { beforeAll, expect, test } from 'vitest';
import { builtProduct } from '../support/built.ts';
import { share } from '../support/share.ts';
import { inFolder } from './inputs.ts';
import { changed, outcomeProblems, pictureOf } from './judge.ts';
import { attacks } from './kinds/kinds.ts';
import { run } from './measure.ts';

const patienceMs = 60_000; // what does not end fails here, and not by vitest's own limit
const limit = { timeout: 2 * patienceMs };

let dist: string;
beforeAll(async () => {
  dist = await builtProduct();
});

/** The first two of every kind that has quick ones. */
const quick = attacks
  .filter(({ quick: is }) => is)
  .filter(({ kind }, i, all) => all.findIndex((one) => one.kind === kind) > i - 2)
  .map((attack) => [`${attack.kind}: ${attack.name}`, attack] as const);

test.each(share(quick, 7))('%s', limit, async (_, attack) => {
  const problems = await inFolder(async (folder) => {
    const command = attack.make(folder);
    const before = pictureOf(folder);
    const ended = await run(command, { dist, folder, patienceMs });
    return [...outcomeProblems(attack, command, ended), ...changed(before, pictureOf(folder))];
  });
  expect(problems).toEqual([]);
});
