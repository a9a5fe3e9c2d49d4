// npm run bench [-- statistics | first | fleet | coverage | lens | --real]: how fast, against the bars of the project; see test/bench/.
import { runTs } from './runTs.mjs';

await runTs('test/bench/main.ts', process.argv.slice(2));
