// Where a language model of its own file is cut: bottlenecks that have a vector for every token. Between two of them a
// few tokens are run with one changed: where no other follows, the two say the same at every token, and one cut is enough
// (after attention and after an MLP, say). So a transformer has the cuts that its blocks have.
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import { bottlenecks } from '../dataflow/bottlenecks.ts';
import type { ValueGraph, ValueInfo } from '../dataflow/valueGraph.ts';
import { widestValue, workOf } from '../dataflow/work.ts';
import type { TokenGraphModel, TokenSight, TokenValue } from './tokenGraph.ts';

/** Two numbers of tokens tell which axis theirs is. */
const tried = [4, 3] as const;
/** Of prompts; a rough number is enough to tell seconds from hours. */
const usualTokens = 16;

/** Names of lengths in configs of language models. */
const lengthKeys = ['max_position_embeddings', 'n_positions', 'n_ctx', 'seq_length'] as const;

/**
 * `tokens`: that the tokenizer knows; `hasMask`: it has one that stands for a word. Throws EngineError('task-model')
 * where the network is no language model.
 */
export async function tokenGraphModel(
  job: Job,
  {
    name,
    checkpoint,
    graph,
    notes,
  }: Pick<TokenGraphModel, 'name' | 'checkpoint' | 'graph' | 'notes'>,
  tokens: number,
  hasMask: boolean,
): Promise<TokenGraphModel> {
  const sight = await tokenSight(job, name, graph, tokens);
  const { config = {} } = checkpoint;
  const said = Array.isArray(config.architectures) ? config.architectures : [];
  const masked =
    said.length > 0 ? said.some((each) => /MaskedLM|PreTraining/.test(`${each}`)) : hasMask;
  const lengths = lengthKeys.map((key) => config[key]).filter((each) => typeof each === 'number');
  const maxLength = Math.min(...lengths, sight.length ?? Number.POSITIVE_INFINITY);
  const cuts = sight.cuts.map((cut, c) => `${c} ${cut.name} (${cut.width})`);
  const told = [...notes, `Cuts, with numbers a token: ${cuts.join(', ')}.`];
  return { kind: 'tokens', name, checkpoint, graph, notes: told, sight, masked, maxLength };
}

/** Throws EngineError('task-model') for what gives no logits of each token. */
async function tokenSight(
  job: Job,
  name: string,
  graph: ValueGraph,
  tokens: number,
): Promise<TokenSight> {
  const input = inputOf(name, graph);
  const logits = logitsOf(name, graph, tokens);
  const length = input.shape[1];
  if (length === 1) throw refused(name, 'reads one token at a time');
  const chain = bottlenecks(graph, input.name, logits.name).filter((each) => {
    return graph.values.has(each);
  });
  const values = await placed(job, graph, input.name, chain, length ? [length] : tried);
  const [first, last] = [values[0]?.name, values.at(-1)?.name];
  if (first !== input.name || last !== logits.name) {
    throw refused(name, `gives ${logits.name}, which is not computed token by token`);
  }
  const output = values[values.length - 1];
  if (output.width < tokens) {
    const few = `has ${output.width} logits, the tokenizer ${tokens} tokens`;
    throw refused(name, few);
  }
  const groups = await alike(job, graph, values, length ?? tried[0]);
  const cuts = groups.flatMap((group, g) => {
    // The last of a group is nearest to what is computed next; logits are many numbers, and ids no vector.
    return group.findLast((value) => value !== output) ?? (g > 0 ? group : group.slice(0, 1));
  });
  const work = usualTokens * workOf(graph);
  return {
    ...{ input: input.name, cuts, logits: output, length, work },
    widest: widestValue(graph),
  };
}

function refused(name: string, what: string): EngineError {
  return new EngineError('task-model', `${name} ${what}`, {
    hint: 'A network that reads tokens is run if it gives logits [batch, tokens, vocabulary]; else use its weights (safetensors, GGUF).',
  });
}

function inputOf(name: string, { inputs }: ValueGraph): ValueInfo {
  const [input] = inputs;
  if (inputs.length === 1 && input.integer && input.shape.length === 2) return input;
  const found = inputs.map((each) => `${each.name} of ${each.shape.length} axes`).join(', ');
  throw refused(name, `reads ${found}; ids [batch, tokens] alone are allowed`);
}

/** That which is called so; else the one that has a number for every token of the vocabulary. */
function logitsOf(name: string, { outputs }: ValueGraph, tokens: number): ValueInfo {
  const called = outputs.find((each) => each.name === 'logits');
  const fit = outputs.filter(({ shape }) => shape.length === 3 && (shape[2] ?? 0) >= tokens);
  const found = called ?? (fit.length === 1 ? fit[0] : undefined);
  if (found && found.shape.length === 3) return found;
  const sizes = outputs.map((each) => {
    return `${each.name} [${each.shape.map((size) => size ?? 'any').join(', ')}]`;
  });
  throw refused(name, `gives ${sizes.join(', ') || 'no number'}`);
}

/** Those of the values that are [B, T, ..] at all these lengths. */
async function placed(
  job: Job,
  graph: ValueGraph,
  input: string,
  names: readonly string[],
  lengths: readonly number[],
): Promise<TokenValue[]> {
  const runs: Record<string, FloatTensor>[] = [];
  for (const T of lengths) {
    runs.push(await graph.run(job, { [input]: { dims: [1, T], data: ids(T) } }, names));
  }
  const fits = (name: string) =>
    runs.every((made, k) => made[name].dims[0] === 1 && made[name].dims[1] === lengths[k]);
  return names.filter(fits).map((name) => {
    const [, T, ...dims] = runs[0][name].dims;
    return { name, dims, width: runs[0][name].data.length / T };
  });
}

/** Of the smallest vocabulary, too. */
function ids(T: number): Int32Array {
  return Int32Array.from({ length: T }, (_, t) => t % 2);
}

/** Values of which each says at every token what the one before it says there. */
async function alike(
  job: Job,
  graph: ValueGraph,
  values: readonly TokenValue[],
  T: number,
): Promise<TokenValue[][]> {
  const [input] = values;
  const wanted = values.map(({ name }) => name);
  const made = await graph.run(job, { [input.name]: { dims: [1, T], data: ids(T) } }, wanted);
  const groups: TokenValue[][] = [[input]];
  for (const [i, to] of values.slice(1).entries()) {
    await job.pause();
    if (await mixes(job, graph, { from: values[i], to }, made[values[i].name])) groups.push([to]);
    else groups[groups.length - 1].push(to);
  }
  return groups;
}

type Way = { readonly from: TokenValue; readonly to: TokenValue };

/** Whether another token follows when the first or the last is changed: bit by bit, of calls of one size. */
async function mixes(job: Job, graph: ValueGraph, { from, to }: Way, state: FloatTensor) {
  const run = async (data: Float32Array) => {
    const given = { [from.name]: { dims: state.dims, data } };
    return (await graph.run(job, given, [to.name]))[to.name].data;
  };
  const T = state.dims[1];
  const before = await run(state.data);
  for (const [t, neighbour] of [
    [0, 1],
    [T - 1, T - 2],
  ]) {
    const changed = state.data.slice();
    const other = state.data.slice(neighbour * from.width, (neighbour + 1) * from.width);
    changed.set(other.reverse(), t * from.width);
    const after = await run(changed);
    const isOther = (i: number) => Math.floor(i / to.width) !== t;
    if (after.some((x, i) => isOther(i) && x !== before[i])) return true;
  }
  return false;
}
