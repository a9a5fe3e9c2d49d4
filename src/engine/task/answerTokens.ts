// The answers in one model's tokens: each must be exactly one, standing where the answer is read.
import { quoted } from '../checkpoint/words.ts';
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { PairTokens } from './pairTokens.ts';
import { beyondRows, encodeFor, framed, type PromptTokens, type Reader } from './promptTokens.ts';
import type { Pair, Task, Values } from './task.ts';

/** An answer may merge with the end of some prompts (" 17" + "00" -> " 1700") but not of all. */
const MAX_CONTEXTS = 32;
const MAX_TOLD = 5;

/**
 * Token ids of task.answers. Throws EngineError('task-model') naming every word that is not one
 * token, with its tokens.
 */
export async function answerIds(
  job: Job,
  task: Task,
  pairs: readonly { readonly pair: Pair; readonly tokens: PairTokens }[],
  reader: Reader,
): Promise<Int32Array> {
  const contexts = pairs.slice(0, MAX_CONTEXTS).flatMap(({ pair, tokens }) => [
    { pair, values: pair.base, prompt: tokens.base },
    { pair, values: pair.source, prompt: tokens.source },
  ]);
  const characters = sum(contexts.map(({ pair, values }) => task.prompt(pair, values).text.length));
  const ids = new Int32Array(task.answers.length);
  const wrong: string[] = [];
  const taken = new Map<number, string>();
  for (const [i, answer] of task.answers.entries()) {
    await job.pause();
    const id = reader.tokenizer.within(characters, () => answerId(task, contexts, reader, answer));
    if (typeof id === 'string') {
      wrong.push(id);
      continue;
    }
    const other = taken.get(id);
    if (other !== undefined) {
      wrong.push(`the answers ${quoted(other)} and ${quoted(answer)} are the same token`);
    }
    taken.set(id, answer);
    ids[i] = id;
  }
  if (wrong.length === 0) return ids;
  const told = wrong.slice(0, MAX_TOLD);
  if (wrong.length > MAX_TOLD) told.push(`and ${wrong.length - MAX_TOLD} more`);
  throw new EngineError('task-model', `${reader.tokenizer.fileName}: ${told.join('; ')}`, {
    hint: 'Every answer must be one token of every model: leave these words out, or use others.',
  });
}

const JOINS = ' (it joins the white space at the end of the prompt: leave that out)';

const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);

type Context = { readonly pair: Pair; readonly values: Values; readonly prompt: PromptTokens };

/** The id, or a sentence that says why there is none. */
function answerId(
  task: Task,
  contexts: readonly Context[],
  reader: Reader,
  answer: string,
): number | string {
  let first: string | undefined;
  for (const { pair, values, prompt } of contexts) {
    const { text } = framed(task, task.prompt(pair, values), reader, answer);
    const { ids, tokens, unknown } = encodeFor(reader, text);
    const at = reader.masked ? prompt.readAt : prompt.ids.length;
    const after = prompt.ids.slice(at + 1); // [] for a causal model
    const end = ids.length - after.length;
    const before = prompt.ids.slice(0, at).every((id, t) => id === ids[t]);
    const same = before && after.every((id, t) => id === ids[end + t]);
    if (same && end === at + 1 && unknown.length === 0) {
      return ids[at] < reader.rows ? ids[at] : beyondRows(tokens[at], ids[at], reader);
    }
    const found = tokens
      .slice(before ? at : 0, end)
      .map(quoted)
      .join(' ');
    const joins = !before && /\s$/u.test(text.slice(0, -answer.length));
    first ??=
      unknown.length > 0
        ? `the tokenizer does not know the answer ${quoted(answer)}`
        : `the answer ${quoted(answer)} is not one token after the prompt but ${found}${joins ? JOINS : ''}`;
  }
  return first ?? 'there is no prompt to try the answers with';
}
