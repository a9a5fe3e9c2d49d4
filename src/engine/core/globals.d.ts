// The few globals that every host of the engine has and that ES2023 does not declare.

declare class TextEncoder {
  encode(text: string): Uint8Array;
}

declare class TextDecoder {
  constructor(label?: string, options?: { fatal?: boolean; ignoreBOM?: boolean });
  decode(bytes?: Uint8Array, options?: { readonly stream?: boolean }): string;
}

/** Throws where the text is no base64. */
declare function atob(base64: string): string;
