// A file with a circuit.
import type { JsonObject } from '../checkpoint/checkpoint.ts';
import { readWhole } from '../checkpoint/held.ts';
import { parsePythonObject } from '../checkpoint/json.ts';
import type { Files } from '../core/files.ts';

/** The edges of GPT-2 medium are 20 MB; of those of larger models nobody needs more than the nodes. */
const mostBytes = 64e6;

const hint = 'Leave out its edges: nodes are enough.';

export type CircuitJson = { readonly json: JsonObject; readonly what: string };

/** Whatever it holds: circuit/circuitFile.ts says what. Throws EngineError 'file-missing' or 'file-format'. */
export async function readCircuit(files: Files, path: string): Promise<CircuitJson> {
  const what = files.base(path);
  const bytes = await readWhole(files, path, mostBytes, { what, code: 'file-format', hint });
  return { json: parsePythonObject(bytes, what, () => undefined), what };
}
