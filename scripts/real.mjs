// npm run real [-- word ...] [--pairs N] [--update]: the built-in tasks on real language models, and what
// becomes of one that is quantised, pruned or trained on; see test/real/.
import { runTs } from './runTs.mjs';

await runTs('test/real/main.ts', process.argv.slice(2));
