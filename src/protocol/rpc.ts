// Calls over a channel of messages, derived from one interface of async methods (the idea is
// js-profile-visualizer's heapsnapshot/rpc.ts). Law: every call ends exactly once, as ok, as an error
// with a code, or as cancelled; a closing channel rejects what is pending. Leaf: knows no transport.

/** S is an interface whose methods take one request and promise one result. A method with a long list
 * hands it out in parts before its result: (request, onPart) => promise. */
export type Method<S> = keyof S & string;
export type Params<S, M extends keyof S> = S[M] extends (
  request: infer P,
  ...rest: never[]
) => unknown
  ? P
  : never;
export type Result<S, M extends keyof S> = S[M] extends (...args: never[]) => Promise<infer R>
  ? R
  : never;
export type Part<S, M extends keyof S> = S[M] extends (...args: infer A) => unknown
  ? A extends readonly [unknown, (part: infer P) => void]
    ? P
    : never
  : never;

/** What asks: one call, or the wish that a call ends soon. */
export type ToService<S> =
  | {
      readonly [M in Method<S>]: {
        readonly kind: 'request';
        readonly id: number;
        readonly method: M;
        readonly params: Params<S, M>;
      };
    }[Method<S>]
  | { readonly kind: 'cancel'; readonly id: number };

/** What answers. `refused`: a message that belongs to no call was not understood. */
export type FromService =
  | { readonly kind: 'ok'; readonly id: number; readonly result: unknown }
  | ({ readonly kind: 'error'; readonly id: number } & Failure)
  | { readonly kind: 'cancelled'; readonly id: number }
  | ({ readonly kind: 'progress'; readonly id: number } & Progress)
  | { readonly kind: 'note'; readonly id: number; readonly text: string }
  | { readonly kind: 'part'; readonly id: number; readonly part: unknown }
  | { readonly kind: 'refused'; readonly message: string };

/** `code` is one of the engine's error codes. */
export type Failure = {
  readonly code: string;
  readonly message: string;
  readonly hint: string | undefined;
};
export type Progress = { readonly fraction: number; readonly doing: string };

/** A failure as it is thrown on the asking side. */
export class CallError extends Error {
  readonly code: string;
  /** What the user can do about it, one sentence. */
  readonly hint: string | undefined;

  constructor({ code, message, hint }: Failure) {
    super(message);
    this.name = 'CallError';
    this.code = code;
    this.hint = hint;
  }
}

export const cancelledFailure: Failure = {
  code: 'cancelled',
  message: 'the run was cancelled',
  hint: undefined,
};

export function isCancelled(thrown: unknown): boolean {
  return thrown instanceof CallError && thrown.code === cancelledFailure.code;
}

/** What was thrown and is no failure that anybody foresaw. */
export function internalFailure(thrown: unknown): Failure {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return { code: 'internal', message, hint: undefined };
}

/** Message of an unknown shape -> its fields, so that they can be looked at one by one. */
export function fieldsOf(message: unknown): Readonly<Record<string, unknown>> {
  return typeof message === 'object' && message !== null ? { ...message } : {};
}
