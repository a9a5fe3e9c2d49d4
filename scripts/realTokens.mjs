// node scripts/realTokens.mjs smollm2=FILE gemma3=FILE: ids of real GGUF files against llama.cpp's; see test/real/.
import { runTs } from './runTs.mjs';

await runTs('test/real/tokensMain.ts', process.argv.slice(2));
