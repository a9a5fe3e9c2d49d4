// The process that reads Python, forked by the extension host: text made to be hostile may take all that
// this process is given, and the host goes on. The parser's two WebAssembly modules lie beside this
// bundle. No Python is run.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { followParent, sendToParent } from '../child/parent.ts';
import { internalFailure } from '../protocol/rpc.ts';
import { rpcServer } from '../protocol/server.ts';
import { type SourceService, tooMuchFailure } from '../protocol/sourceService.ts';
import { timerOf } from '../protocol/throttle.ts';
import { pythonParser } from '../source/parser.ts';
import { sourceHandlers } from '../source/service.ts';
import { isTooMuch } from '../source/work.ts';
import { readText } from './readText.ts';

followParent();
const receive = serve();
process.on('message', async (message) => (await receive)(message));

async function serve(): Promise<(message: unknown) => void> {
  const beside = (name: string) => readFileSync(new URL(name, import.meta.url));
  const parser = await pythonParser(
    beside('web-tree-sitter.wasm'),
    beside('tree-sitter-python.wasm'),
    usedMs,
  );
  return rpcServer<SourceService>({
    handlers: sourceHandlers(parser, digestOf, usedMs, readText),
    send: sendToParent,
    failureOf: (thrown) => (isTooMuch(thrown) ? tooMuchFailure : internalFailure(thrown)),
    timer: timerOf(globalThis),
  });
}

/** Of the processor: on a busy machine a call takes longer, and is no harder. */
function usedMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

function digestOf(texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
}
