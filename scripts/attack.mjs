// npm run attack [-- word ...] [--update]: hostile and awkward inputs on the built product; see test/attack/.
import { runTs } from './runTs.mjs';

await runTs('test/attack/main.ts', process.argv.slice(2));
