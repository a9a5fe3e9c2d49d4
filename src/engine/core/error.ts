// The one error type of the engine. Messages are one clause: the thing, what was found, what was
// allowed; `hint` says what to do. User sentences are completed only in cli/ and vscode/.

export type ErrorCode =
  | 'cancelled'
  | 'file-missing' // a path does not exist or cannot be read
  | 'file-format' // bytes are not what the format allows
  | 'file-changed' // was rewritten or cut short while it was read
  | 'file-unsafe' // would leave the folder, run code or exceed a limit
  | 'model-unknown' // no family understands these tensors
  | 'model-inconsistent' // config and tensors disagree
  | 'model-values' // NaN or infinite weights
  | 'model-base' // the model that an adapter changes is not there
  | 'model-headless' // no answers can be read from this model
  | 'task-invalid' // the task file is wrong
  | 'task-model' // the task does not fit this model's tokenizer or length
  | 'task-kind' // the model does not read what the task has: tokens, rows of numbers, rows of this shape
  | 'study-invalid' // the study file is wrong
  | 'memory' // the estimate is above the budget
  | 'runtime' // the numerical runtime failed
  | 'device' // a GPU cannot be used, or not any more
  | 'internal';

export class EngineError extends Error {
  readonly code: ErrorCode;
  /** What the user can do about it, one sentence. */
  readonly hint: string | undefined;

  constructor(code: ErrorCode, message: string, options?: { hint?: string; cause?: unknown }) {
    super(message, { cause: options?.cause });
    this.name = 'EngineError';
    this.code = code;
    this.hint = options?.hint;
  }
}

/** True for an EngineError, and, if given, only for that code. */
export function isEngineError(error: unknown, code?: ErrorCode): error is EngineError {
  return error instanceof EngineError && (code === undefined || error.code === code);
}
