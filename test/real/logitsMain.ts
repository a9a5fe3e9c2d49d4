// node scripts/realLogits.mjs NAME=FILE ...: see logits.ts.
import { logitsAgainstTransformers } from './logits.ts';

/** Of float32 sums in another order: logits of Gemma reach 170. */
const allowed = 1e-3;

for (const asked of process.argv.slice(2)) {
  const [name, path] = asked.split('=', 2);
  const told = await logitsAgainstTransformers(name, path);
  if (told === undefined) throw new Error(`transformers was not asked of ${name}`);
  const { prompts, furthest } = told;
  console.log(`${name}: logits of ${prompts} prompts within ${furthest.toExponential(1)}`);
  if (!(furthest < allowed)) process.exitCode = 1;
}
