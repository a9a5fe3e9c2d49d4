// The keys "tokenizer.ggml.…" of a GGUF file, each checked for what it may be.
import { EngineError } from '../../core/error.ts';
import { kindOf } from '../json.ts';
import { grouped, quoted } from '../words.ts';
import { MAX_HEADER_BYTES } from './bytes.ts';
import type { Metadata } from './metadata.ts';

/** All but `refuse` give undefined where there is no such key. */
export type TokenizerKeys = {
  readonly file: string;
  text(key: string): string | undefined;
  flag(key: string): boolean | undefined;
  /** A whole number below `count`. */
  id(key: string, count: number): number | undefined;
  texts(key: string): readonly string[] | undefined;
  /** `count` numbers, one a token. */
  numbers(key: string, count: number): readonly number[] | undefined;
  /** Throws EngineError('file-format') that names file and key. */
  refuse(key: string, found: string): never;
};

/** As of a tokenizer.json: the largest vocabularies in use have 260,000 tokens and 520,000 merges. */
const MAX_ENTRIES = 1 << 20;

export function tokenizerKeys(metadata: Metadata, file: string): TokenizerKeys {
  const at = (key: string, most?: number) => metadata.get(`tokenizer.ggml.${key}`, most);
  const refuse = (key: string, found: string): never => {
    const message = `${file}: "tokenizer.ggml.${key}" ${found}`;
    throw new EngineError('file-format', message, { hint: CONVERT });
  };
  function ofType<T>(key: string, type: 'string' | 'boolean', allowed: string): T | undefined {
    const value = at(key);
    if (value === undefined || typeof value === type) return value as T | undefined;
    return refuse(key, `is ${kindOf(value)}, not ${allowed}`);
  }
  function listOf<T>(key: string, type: 'string' | 'number', elements: string) {
    const value = at(key, MAX_HEADER_BYTES);
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return refuse(key, `is ${kindOf(value)}, not a list of ${elements}`);
    if (value.length > MAX_ENTRIES) {
      const found = `has ${grouped(value.length)} entries`;
      return refuse(key, `${found}, ${grouped(MAX_ENTRIES)} are allowed`);
    }
    const wrong = value.findIndex((each) => typeof each !== type);
    if (wrong < 0) return value as readonly T[];
    return refuse(
      key,
      `has ${kindOf(value[wrong])} at ${grouped(wrong)}, and ${elements} are allowed`,
    );
  }
  return {
    file,
    refuse,
    text: (key) => ofType<string>(key, 'string', 'a text'),
    flag: (key) => ofType<boolean>(key, 'boolean', 'true or false'),
    id(key, count) {
      const value = at(key);
      if (value === undefined) return undefined;
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value < count) {
        return value;
      }
      const found = typeof value === 'object' ? kindOf(value) : quoted(String(value));
      return refuse(
        key,
        `is ${found}, and an id is a whole number from 0 to ${grouped(count - 1)}`,
      );
    },
    texts: (key) => listOf<string>(key, 'string', 'texts'),
    numbers(key, count) {
      const list = listOf<number>(key, 'number', 'numbers');
      if (list === undefined || list.length === count) return list;
      return refuse(key, `has ${grouped(list.length)} entries for ${grouped(count)} tokens`);
    },
  };
}

const CONVERT = 'The file is damaged, or its converter was wrong: download or convert it again.';
