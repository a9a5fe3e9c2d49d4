// Errors as the user meets them: a sentence and what to do, and JSON for programs.
import { isEngineError } from '../engine/core/error.ts';
import { shownJson } from '../protocol/reportWords.ts';
import { CallError, type Failure } from '../protocol/rpc.ts';
import { exitCodeOfError } from './exitCodes.ts';
import { printable } from './layout.ts';

/** The command line itself is wrong. */
export class UsageError extends Error {
  readonly hint: string;

  constructor(
    message: string,
    hint = 'Run "congruity --help" for the commands and their options.',
  ) {
    super(message);
    this.hint = hint;
  }
}

export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof UsageError) {
    return { code: 'usage', message: thrown.message, hint: thrown.hint };
  }
  if (isEngineError(thrown) || thrown instanceof CallError) {
    return { code: thrown.code, message: thrown.message, hint: thrown.hint };
  }
  const message = thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown);
  return { code: 'internal', message, hint: 'This is a fault of Congruity: please report it.' };
}

/** What the engine's hints leave to who shows them: the commands and options that help here. */
function commandFor(code: string): string | undefined {
  if (code === 'memory') return 'The option is --memory <MB>.';
  if (code === 'runtime' || code === 'internal') return '"congruity doctor" checks this machine.';
  if (code === 'task-model') return '"congruity task check" shows the tokens.';
  if (code === 'model-base') return 'The option is --base <path>.';
  if (code.startsWith('model-')) return '"congruity inspect" lists what a checkpoint holds.';
  return undefined;
}

/**
 * Says it on stderr; on stdout too, as {"error": {code, message, hint}}, where JSON was asked for
 * there, so that stdout is one JSON document whatever happens. Returns the exit code.
 */
export function reportFailure(failure: Failure, json: boolean): number {
  const { code, message } = failure;
  const hint = [failure.hint, commandFor(code)].filter(Boolean).join(' ') || undefined;
  const said = `congruity: ${printable(message)}\n`;
  process.stderr.write(hint ? `${said}  ${printable(hint)}\n` : said);
  const error = { code, message, hint: hint ?? null };
  if (json) process.stdout.write(`${shownJson(JSON.stringify({ error }, null, 2))}\n`);
  return exitCodeOfError(code);
}
