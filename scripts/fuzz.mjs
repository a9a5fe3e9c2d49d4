// npm run fuzz [-- WORD ...] [--cases N] [--update]: damaged files of every format; see test/fuzz/.
import { runTs } from './runTs.mjs';

await runTs('test/fuzz/main.ts', process.argv.slice(2));
