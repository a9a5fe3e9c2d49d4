// node scripts/realLogits.mjs smollm2=FILE gemma3=FILE: logits of real GGUF files against transformers'; see test/real/.
import { runTs } from './runTs.mjs';

await runTs('test/real/logitsMain.ts', process.argv.slice(2));
