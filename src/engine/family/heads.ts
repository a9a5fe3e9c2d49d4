// What a model answers with: a language-model head of its own, its embedding (tied), or another head, which
// is no language model. config.json's class and the tensors are both evidence.
import { asBefore } from '../checkpoint/adapter/before.ts';
import type { Config } from './config.ts';
import type { Dialect, Stored } from './dialect.ts';
import { classesOf } from './modelType.ts';

/** Heads that give labels, spans or rewards. */
const otherHead =
  /^(?:score|classifier|classification_head|qa_outputs|(?:\w+_)?value_head|v_head|(?:\w+_)?reward_head|regression_head|rank_head|summary)\./;
const languageClass =
  /(?:LMHead|ForCausalLM|ForConditionalGeneration|DoubleHeads|ForMaskedLM|ForPreTraining)/;
const otherClass = /For[A-Z]|Reward|Value|Classif|Embedding/;

/** Which tensors are read for the input and for the answers. */
export type Tie = { readonly embedding: string; readonly head: string };

/**
 * transformers 5 ties only what the checkpoint leaves out: a head that is stored is used although the flag
 * says tied, and a head that is stored alone serves as the embedding too.
 */
export function tie(stored: Stored, config: Config, embedding: string, head: string): Tie {
  if (!config.flag('tied')) return { embedding, head };
  const [hasOwn, hasShared] = [head, embedding].map((name) => stored.tensors.has(name));
  if (!hasOwn) return { embedding, head: tiedTo(embedding, stored.tensors, config) };
  if (!hasShared) {
    config.note(`${config.says('tied')}, and of the two ${head} alone is stored: it is both`);
    return { embedding: head, head };
  }
  if (!stored.shares(head, embedding)) {
    config.note(
      `${config.says('tied')}, but ${head} is stored beside ${embedding}: the stored one is used, as transformers 5 does where they differ`,
    );
  }
  return { embedding, head };
}

/** An adapter changes the embedding alone: the head stays what it was tied to. */
function tiedTo(embedding: string, tensors: Stored['tensors'], config: Config): string {
  const before = asBefore(embedding);
  if (!tensors.has(before)) return embedding;
  config.note(
    `${config.says('tied')}, and the adapter changes ${embedding} alone: the head stays the base's, as PEFT leaves it`,
  );
  return before;
}

/** What the model is, if it is no language model: "GPT2ForSequenceClassification". */
export function headlessKind(dialect: Dialect, stored: Stored, config: Config): string | undefined {
  if (dialect.encoderOnly) return dialect.title;
  if (dialect.readsImages) {
    return `${dialect.title} for images${hasOwnHead(dialect, stored) ? '' : ' without a head'}`;
  }
  const classes = classesOf(config.json);
  const isLanguage = classes.some((name) => languageClass.test(name));
  const other = classes.find((name) => otherClass.test(name) && !languageClass.test(name));
  if (other !== undefined && !isLanguage) return other.slice(0, 80);
  if (hasOwnHead(dialect, stored)) return undefined;
  const head = [...stored.tensors.keys()].find((name) => otherHead.test(name));
  if (head !== undefined) return `${dialect.title} with the head ${head.slice(0, 80)}`;
  const base = classes.find((name) => /Model$/.test(name));
  if (dialect.architecture.masked) return `${dialect.title} encoder without a head`;
  if (config.flag('tied')) {
    if (base !== undefined && !isLanguage) {
      config.note(
        `the class is ${base.slice(0, 80)}, without a head: its embedding answers, as in transformers' AutoModelForCausalLM`,
      );
    }
    return undefined;
  }
  return isLanguage ? undefined : `${base?.slice(0, 80) ?? dialect.title} without a head`;
}

/** Whether the file holds tensors of a head that the dialect reads answers with. */
export function hasOwnHead({ ownHead }: Dialect, { tensors }: Stored): boolean {
  return [...tensors.keys()].some((name) => ownHead.test(name));
}
