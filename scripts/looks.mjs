import { runTs } from './runTs.mjs';

await runTs('test/looks/main.ts', process.argv.slice(2));
