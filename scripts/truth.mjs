// npm run truth [-- task]: verdicts on models whose algorithm is known; see test/truth/.
import { runTs } from './runTs.mjs';

await runTs('test/truth/main.ts', process.argv.slice(2));
