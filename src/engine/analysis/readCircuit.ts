// A file with a circuit.
import type { JsonObject } from '../checkpoint/checkpoint.ts';
import { parsePythonObject } from '../checkpoint/json.ts';
import { grouped } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Files } from '../core/files.ts';

/** The edges of GPT-2 medium are 20 MB; of those of larger models nobody needs more than the nodes. */
const mostBytes = 64e6;

export type CircuitJson = { readonly json: JsonObject; readonly what: string };

/** Whatever it holds: circuit/circuitFile.ts says what. Throws EngineError 'file-missing' or 'file-format'. */
export async function readCircuit(files: Files, path: string): Promise<CircuitJson> {
  const source = await files.open(path);
  const what = files.base(path);
  try {
    if (source.size > mostBytes) {
      const found = `${grouped(source.size)} bytes, ${grouped(mostBytes)} are allowed`;
      throw new EngineError('file-format', `${what} has ${found}`, {
        hint: 'Leave out its edges: nodes are enough.',
      });
    }
    const json = parsePythonObject(await source.read(0, source.size), what, () => undefined);
    return { json, what };
  } finally {
    await source.close();
  }
}
