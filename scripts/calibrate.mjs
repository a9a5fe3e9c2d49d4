// npm run calibrate [-- forced | natural] [--update]: every method on all models whose computation is known; see test/calibrate/.
import { runTs } from './runTs.mjs';

await runTs('test/calibrate/main.ts', process.argv.slice(2));
