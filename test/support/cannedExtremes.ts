// Canned reports that strain the page: very many spans, and strings that attack it.
import type { CompareReport, TaskReport } from '../../src/protocol/report.ts';
import { compareReport } from './cannedComparison.ts';
import { cannedModel, type Move } from './cannedModel.ts';

type Spans = TaskReport['spans'];

/** 33 cuts x 20 spans against 25 cuts: the shape of a comparison of two real language models. */
export function big(): CompareReport {
  const spans = wideSpans(20);
  const task: TaskReport = {
    name: 'ioi',
    description: 'the name that is not repeated (indirect object identification)',
    templates: ['When {IO} and {S} went to the {place}, {S} gave a drink to'],
    parts: ['IO', 'S1', 'S2', 'place'].map((id) => ({ id, variable: id.replace(/\d/, '') })),
    spans,
    answers: ['Mary', 'John', 'Anna', 'Tom', 'Kate', 'Paul', 'Emma', 'Jack', 'Lucy', 'Mark'],
    pairs: 256,
    mostPairs: null,
  };
  const plan = (scale: number): readonly Move[] => [
    { cut: Math.round(7 * scale), parts: ['S1'], to: 'and', graded: 0.4 },
    { cut: Math.round(12 * scale), parts: ['S1', 'S2'], to: 'S2' },
    { cut: Math.round(20 * scale), parts: ['S1', 'S2'], to: 'to', graded: 0.35 },
    { cut: Math.round(26 * scale), parts: ['IO', 'S1', 'S2'], to: 'to' },
  ];
  const parts = task.parts.map((part) => part.id);
  const models = [
    cannedModel({
      name: 'Llama-3.2-8B-instruct-checkpoint-12000',
      family: 'llama',
      cuts: 33,
      spans,
      parts,
      moves: plan(1),
      seed: 10,
    }),
    cannedModel({
      name: 'gpt2-medium',
      family: 'gpt2',
      cuts: 25,
      spans,
      parts,
      moves: plan(0.74),
      seed: 11,
    }),
  ];
  return compareReport(task, models, {
    verdict: 'same interpretation',
    explanation:
      'Both merge {S1,S2} at `S2` first: A by cut 12, B by cut 9. ' +
      'Measured at cut granularity with 148,480 interchanges.',
    distance: [0.14, 0.1, 0.19],
    full: [0.52, 0.47, 0.58],
    merge: [0.39, 0.33, 0.47],
    reading: 'unclear',
  });
}

/** 64 spans side by side. */
export function wide(): CompareReport {
  const spans = wideSpans(64);
  const task: TaskReport = {
    name: 'docstring',
    description: 'the next argument of a function, from its definition',
    templates: ['def f({IO}, {S}): {place}'],
    spans,
    parts: ['IO', 'S1', 'S2', 'place'].map((id) => ({ id, variable: id })),
    answers: ['files', 'obj', 'size', 'first'],
    pairs: 64,
    mostPairs: null,
  };
  const parts = task.parts.map((part) => part.id);
  const moves: readonly Move[] = [{ cut: 3, parts, to: 'to' }];
  const models = ['left', 'right'].map((name, i) =>
    cannedModel({ name, family: 'gpt2', cuts: 7, spans, parts, moves, seed: 20 + i }),
  );
  return compareReport(task, models, {
    verdict: 'inconclusive',
    explanation: 'The interval of the distance spans the margin.',
    settle: 'About 900 more pairs would settle it.',
    distance: [0.29, 0.2, 0.41],
    full: [0.4, 0.3, 0.5],
    merge: [0.41, 0.33, 0.5],
    reading: 'unclear',
  });
}

/** Names, prompts and notes that attack the page: markup, right-to-left, prototypes, a megabyte. */
export function hostile(): CompareReport {
  const image = '<img src=x onerror="document.title=\'owned\'">';
  const script = '</script><script>document.title="owned"</script><!-- \u2028 -->';
  const turned = '\u202eRTL \u05e9\u05dc\u05d5\u05dd';
  const long = 'long '.repeat(210_000);
  const ids = ['__proto__', 'constructor', image, turned, 'toString'];
  const spans: Spans = ids.map((id) => ({ id, part: id }));
  const task: TaskReport = {
    name: script,
    description: long,
    templates: [image],
    parts: ids.map((id) => ({ id, variable: id })),
    spans,
    answers: [image, turned, '__proto__', ''],
    pairs: 4,
    mostPairs: null,
  };
  const moves: readonly Move[] = [
    { cut: 1, parts: ['__proto__', 'constructor'], to: 'constructor' },
    { cut: 2, parts: ids, to: image },
  ];
  const models = [image + script, long].map((name, i) =>
    cannedModel({ name, family: turned, cuts: 3, spans, parts: ids, moves, seed: 30 + i }),
  );
  return compareReport(task, models, {
    verdict: 'different',
    explanation: `A merges {${image}} at \`${script}\` ${turned}`,
    settle: script,
    distance: [0.5, 0.4, 0.6],
    full: [0.5, 0.4, 0.6],
    merge: [0.5, 0.4, 0.6],
    reading: 'unclear',
    notes: [image, script, long, turned],
  });
}

/** `count` spans, most of them without a part. */
export function wideSpans(count: number): Spans {
  const parts = [
    [1, 'IO'],
    [3, 'S1'],
    [7, 'place'],
    [count - 6, 'S2'],
  ] as const;
  const words = ['When', 'IO', 'and', 'S1', 'went', 'to the', 'near', 'place', 'comma'];
  return Array.from({ length: count }, (_, i) => {
    const part = parts.find(([at]) => at === i)?.[1] ?? null;
    const id = part ?? (i === count - 1 ? 'to' : (words[i] ?? `middle piece ${i}`));
    return { id, part };
  });
}
