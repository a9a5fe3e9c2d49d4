// docs/config.md: what is decided where config and tensors, or two spellings of one setting, disagree. Written
// from the lists that the engine reads by; test/rule/configPage.test.ts keeps the page in step with them.
import { activations } from '../../src/engine/family/activations.ts';
import { isRead, type Setting, type Settings } from '../../src/engine/family/config.ts';
import { dialects } from '../../src/engine/family/dialects.ts';
import { causalOnly, refusedEverywhere } from '../../src/engine/family/refusals.ts';
import { rules } from '../../src/engine/family/rotary.ts';

const intro = `# config.json against tensors

A checkpoint says some things twice: in config.json and by its tensors, or in config.json under two keys. The rule:
**what transformers 5 computes is computed, and a note says what was passed over; where transformers itself raises,
makes numbers up, or is silent about a key that asks for something else, the checkpoint is refused with both values named.**
The notes stand under Notes in \`inspect\` and among the notes of a report.

Each decision is a case of \`test/fixture/config/cases.json\`; what transformers 5.24 computes for it (logits, or the
error) is in \`goldens.json\` beside it, made by \`test/fixture/make/config.py\`. This page is written from the code's lists:
\`npx vitest run test/rule/configPage.test.ts --update\` writes it anew.
`;

/** What no list of the engine says: found, done. */
const decisions: readonly (readonly [string, string])[] = [
  [
    'tied flag, and a head is stored',
    'the stored head is used (transformers ties only what is equal or missing); note',
  ],
  ['tied flag, no head stored', 'the embedding answers'],
  ['tied flag, the head alone is stored', 'it serves as the embedding too; note'],
  ['untied, no head stored', 'refused: transformers makes random numbers up'],
  [
    'untied BERT',
    'cls.predictions.decoder.bias is added, cls.predictions.bias is not; refused when it is missing',
  ],
  ['tied BERT, decoder.bias stored', 'the stored one is added, as for weights; note'],
  ['biases stored that the model type does not have', 'left out; note with their names'],
  ['biases promised and not stored, in any block', 'refused with the tensor'],
  ['fewer or more blocks said than stored', 'refused with both numbers'],
  ['vocab_size, positions or head sizes against tensor shapes', 'refused with both shapes'],
  [
    'rows of the vocabulary that no token has hold NaN',
    'left out of embedding and head; note in reports',
  ],
  [
    'NaN in any other weight, or NaN that running brings about',
    'refused, naming the tensor or the model',
  ],
  [
    'sliding window',
    'computed block by block, where the model type reads it: a position sees itself and those before it, as many as the window',
  ],
  ['layer_types slide while no window is on', 'refused: transformers fails'],
  [
    'sliding_window or layer_types that make no sense, also where the attention does not read them',
    'refused: transformers fails',
  ],
  [
    'class or head of a classifier, a reward model, question answering',
    'inspected, never compared: no language model',
  ],
  [
    'base model without a head',
    'compared if its config ties the embedding; else no language model',
  ],
  [
    "names with _orig_mod, module, FSDP's, DeepSpeed's, base_model.model, pretrained_model around them, or the root twice",
    'left out; note',
  ],
  ['names without the root', 'it is put before them; note, unless all lack it (as on the hub)'],
  ['adapters (LoRA) among the weights', 'refused by name'],
  ['adapter_config.json beside the weights', 'the adapter is not applied; note'],
  ['unknown tensors inside a block', 'refused by name'],
  ['unknown tensors beside the blocks', 'not used; note with up to five names and their number'],
  [
    'no model_type',
    'the class tells, else keys that no other config has together (HookedTransformer), else the names if they tell one type; else refused',
  ],
  [
    'tensors of two families',
    'the config decides, the others are not used; note. Else refused with both',
  ],
  [
    'Gemma: layer_types, sliding_window_pattern',
    'the former counts (note where they differ); a window must be said also where no layer slides: transformers fails',
  ],
  [
    'Gemma 3 that sees (model_type gemma3)',
    'the text model of text_config is computed, tied as the config around it says; tensors of the part that sees are not used; note',
  ],
  [
    'attn_logit_softcapping of Gemma 3, final_logit_softcapping in or around text_config',
    'refused: transformers passes them over in silence',
  ],
  ['Gemma 1: hidden_act gelu', "the tanh's gelu is computed, as transformers does; note"],
  ['GPT-Neo: attention_layers that attention_types does not say', 'refused with both'],
  [
    'scaled positions of Phi-3 (longrope)',
    'the short factors; no prompt is longer than the length that they are scaled from',
  ],
  [
    'RoBERTa: its padding token within a prompt',
    'takes no position, and has the row before the first; as transformers does',
  ],
  [
    'names that several families have (Llama, Gemma 1, StableLM, ...), and no model_type or class',
    "read as the first's; the note says that it is a guess, and whose they may be",
  ],
  [
    'ViT: image_size that patch_size does not divide, tensors of distillation, registers or pooled norms',
    'refused by name',
  ],
  [
    "Gemma's embedding times sqrt(hidden_size)",
    'in float32, as all arithmetic here; transformers rounds the factor to the dtype that it computes in (of 640: 25.25 in bfloat16)',
  ],
  ['dtype float16 or bfloat16 beside float32 tensors', 'read as stored; note'],
  [
    'metadata of a GGUF file',
    'read as the config.json that they were made of, and refused alike; what llama.cpp needs and no key says is not taken from a default',
  ],
];

const rope = `## Rotary positions

\`rope_scaling\`, where it is there and not empty, takes the place of \`rope_parameters\` whole (note). In the one that counts,
\`rope_type\` goes before \`type\`, its \`rope_theta\` before the one beside it, its \`partial_rotary_factor\` before \`rotary_pct\`
(each with a note); but \`original_max_position_embeddings\` beside it goes before the one in it. An object for each layer type is
refused, but in Gemma 3; keys of it that the rule does not read are noted. Computed: ${Object.keys(rules).join(', ')}; longrope up to the original length. Bases and factors below 0.001 are refused:
they end in NaN. Llama, Mistral, Qwen2, Qwen3 and Gemma turn whole heads: \`partial_rotary_factor\` is passed over with a note for the
default rule and refused beside another, where transformers fails.

Gemma 3 has two rules in \`rope_parameters\`, \`full_attention\` and \`sliding_attention\`; other keys there are noted. What is absent or null is the
default rule. A base in a rule goes before \`rope_theta\` and \`rope_local_base_freq\` beside. The keys of \`rope_scaling\` go before those of
\`full_attention\` (note); without \`rope_parameters\` its \`type\` is passed over where there is no \`rope_type\` (note), and beside
\`rope_parameters\` that lack \`full_attention\` it is refused: transformers fails.
`;

export function configPage(): string {
  // GGUF's have the settings of the types that they are named after.
  const types = new Map<string, Settings>(dialects.flatMap(({ types }) => Object.entries(types)));
  const refused = [
    ...refusedEverywhere.map((one) => ({ ...one, where: whereOf(one.key) })),
    ...causalOnly.map((one) => ({ ...one, where: 'all but BERT' })),
    ...dialects.flatMap(({ title, refused }) =>
      refused.filter((one) => !causalOnly.includes(one)).map((one) => ({ ...one, where: title })),
    ),
  ];
  return [
    intro,
    `## Decisions\n\n${table(['found', 'done'], decisions)}`,
    ...[...types].map(([type, settings]) => `## Settings of ${type}\n\n${settingsTable(settings)}`),
    rope,
    `## Keys that are refused\n\nUnless they are absent, null or as allowed.\n\n${table(
      ['key', 'allowed', 'where'],
      onceEach(
        refused.map(({ key, allowed, where }) => [code(key), allowed.map(json).join(', '), where]),
      ),
    )}`,
    `## Activations\n\n${table(
      ['computed as', 'names'],
      [...new Set(Object.values(activations))].map((kind) => [
        kind,
        Object.keys(activations)
          .filter((name) => activations[name] === kind)
          .map(code)
          .join(', '),
      ]),
    )}`,
  ].join('\n');
}

/** A key is not refused by the types whose setting it is. */
function whereOf(key: string): string {
  const but = dialects.flatMap(({ types, within }) => [
    ...Object.keys(types).filter((type) => isRead(types[type], key)),
    ...Object.keys(within?.types ?? {}).filter((type) => within?.types[type] === key),
  ]);
  return but.length === 0 ? 'all' : `all but ${[...new Set(but)].join(', ')}`;
}

/** Rows that differ in the last cell alone are one; what is refused of all is said once. */
function onceEach(rows: readonly (readonly [string, string, string])[]): string[][] {
  const wheres = new Map<string, string[]>();
  for (const [key, allowed, where] of rows) {
    const same = JSON.stringify([key, allowed]);
    const known = wheres.get(same) ?? [];
    if (!known[0]?.startsWith('all')) wheres.set(same, [...known, where]);
  }
  return [...wheres].map(([same, where]) => [...JSON.parse(same), where.join(', ')]);
}

function settingsTable(settings: Readonly<Record<string, Setting>>): string {
  const rows = Object.entries(settings).map(
    ([name, { keys, absent, nothing, unset, passedOver = [] }]) => [
      name,
      keys.map(code).join(', then ') || 'none',
      absent === undefined ? 'refused' : json(absent),
      keys.length === 0
        ? ''
        : nothing === undefined
          ? 'refused'
          : `${json(nothing)}${unset === undefined ? '' : `; so does ${json(unset)}`}`,
      passedOver.map(code).join(', '),
    ],
  );
  return table(['setting', 'read', 'absent means', 'null means', 'passed over with a note'], rows);
}

const code = (text: string) => `\`${text}\``;
const json = (value: unknown) => (value === null ? 'none' : code(JSON.stringify(value)));

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line), ''].join('\n');
}
