// From where a layer of a Functional takes its inputs, as the versions of Keras write it.
import { EngineError } from '../../core/error.ts';
import type { Json } from '../checkpoint.ts';
import { isJsonObject } from '../json.ts';
import { oneLine } from '../words.ts';

/** An output of a call of a layer. */
export type Reference = { readonly layer: string; readonly node: number; readonly output: number };

/** Arguments of a call that change nothing where nobody trains. */
const IDLE = ['training', 'mask'];

/** input_layers or output_layers: one, a list of them, or by names. */
export function referencesOf(json: Json | undefined): readonly Reference[] {
  const one = referenceOf(json);
  if (one) return [one];
  if (Array.isArray(json)) return json.flatMap(referencesOf);
  return isJsonObject(json) ? Object.values(json).flatMap(referencesOf) : [];
}

/** The inputs of one call. Throws EngineError of `what` where there are others than values. */
export function sourcesOf(node: Json, what: string): readonly Reference[] {
  if (isJsonObject(node)) return keras3(node.args, node.kwargs, what);
  const entries = Array.isArray(node) && typeof node[0] === 'string' ? [node] : node;
  if (!Array.isArray(entries)) throw notUnderstood(what, node);
  return entries.map((entry) => {
    const reference = referenceOf(entry);
    if (!reference || !Array.isArray(entry)) throw notUnderstood(what, entry);
    checkArguments(entry[3], what);
    return reference;
  });
}

function keras3(
  args: Json | undefined,
  kwargs: Json | undefined,
  what: string,
): readonly Reference[] {
  checkArguments(kwargs, what);
  const found = (json: Json): readonly Reference[] => {
    if (Array.isArray(json)) return json.flatMap(found);
    const history = isJsonObject(json) && isJsonObject(json.config) && json.config.keras_history;
    const reference = isKerasTensor(json) && history ? referenceOf(history) : undefined;
    if (!reference) throw notUnderstood(what, json);
    return [reference];
  };
  return Array.isArray(args) ? args.flatMap(found) : [];
}

function isKerasTensor(json: Json): boolean {
  return isJsonObject(json) && json.class_name === '__keras_tensor__';
}

function checkArguments(json: Json | undefined, what: string): void {
  if (!isJsonObject(json)) return;
  for (const [name, value] of Object.entries(json)) {
    if (value === null || value === false) continue;
    if (!IDLE.includes(name) || value !== true) throw notUnderstood(what, { [name]: value });
  }
}

function referenceOf(json: Json | undefined): Reference | undefined {
  if (!Array.isArray(json)) return undefined;
  const [layer, node, output] = json;
  if (typeof layer !== 'string' || typeof node !== 'number' || typeof output !== 'number') {
    return undefined;
  }
  return { layer, node, output };
}

function notUnderstood(what: string, found: Json): EngineError {
  const message = `${what} is called with ${oneLine(JSON.stringify(found) ?? 'nothing')}, which is not computed`;
  return new EngineError('model-unknown', message, {
    hint: 'Its tensors are shown, and can be compared.',
  });
}
