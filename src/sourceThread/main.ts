// The thread of the extension host that reads Python, so that the host itself never waits for it: the
// parser's two WebAssembly modules lie beside this bundle. No Python is run.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parentPort } from 'node:worker_threads';
import { rpcServer } from '../protocol/server.ts';
import type { SourceService } from '../protocol/sourceService.ts';
import { timerOf } from '../protocol/throttle.ts';
import { pythonParser } from '../source/parser.ts';
import { sourceHandlers } from '../source/service.ts';

const beside = (name: string) => readFileSync(new URL(name, import.meta.url));
const parser = await pythonParser(
  beside('web-tree-sitter.wasm'),
  beside('tree-sitter-python.wasm'),
);
const digestOf = (texts: readonly string[]) => {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(text);
  return hash.digest('hex');
};
const serve = rpcServer<SourceService>({
  handlers: sourceHandlers(parser, digestOf),
  send: (message) => parentPort?.postMessage(message),
  failureOf: (thrown) => ({
    code: 'internal',
    message: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown),
    hint: undefined,
  }),
  timer: timerOf(globalThis),
});
parentPort?.on('message', serve);
