// GPT-2's alphabet for bytes: bytes that are no visible Latin-1 character are U+0100 and up, in order.

const visible = (byte: number) =>
  (byte >= 0x21 && byte <= 0x7e) || (byte >= 0xa1 && byte <= 0xac) || byte >= 0xae;

const LETTERS: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) =>
    String.fromCodePoint(visible(byte) ? byte : next++),
  );
})();

/** The byte of every letter. */
export const BYTE_OF: ReadonlyMap<string, number> = new Map(
  LETTERS.map((letter, byte) => [letter, byte]),
);

const encoder = new TextEncoder();

/** Text as its UTF-8 bytes, in that alphabet. */
export function byteLetters(text: string): string {
  return Array.from(encoder.encode(text), (byte) => LETTERS[byte]).join('');
}
