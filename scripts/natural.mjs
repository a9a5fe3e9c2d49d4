// npm run natural [-- folder]: what is said of natural models whose rule is known; see test/natural/.
import { runTs } from './runTs.mjs';

await runTs('test/natural/main.ts', process.argv.slice(2));
