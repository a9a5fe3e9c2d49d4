// Canned reports that strain the page: very many spans, no variables, and strings that attack it.
import type { CompareReport, TaskReport } from '../../src/protocol/report.ts';
import { compareReport, findingOf } from './cannedComparison.ts';
import { cannedModel, type Move } from './cannedModel.ts';

type Spans = TaskReport['spans'];

/** 33 cuts x 20 spans against 25 cuts: the shape of a comparison of two real language models. */
export function big(): CompareReport {
  const task = ioi(20, ['S2']);
  const which = ['which'];
  const plan = (scale: number): readonly Move[] => [
    { cut: Math.round(6 * scale), parts: ['"S2"'], to: 'middle piece 16', graded: 0.3 },
    { cut: Math.round(12 * scale), parts: which, to: 'S2', gone: ['"S2"'], graded: 0.4 },
    { cut: Math.round(20 * scale), parts: which, to: 'to', graded: 0.35 },
    { cut: Math.round(26 * scale), parts: ['first', 'second', 'which', 'place'], to: 'to' },
  ];
  const spread = { joint: true, unexplained: ['14 S2', '15 S2', '16 S2', '22 second'] };
  const models = [
    cannedModel(
      {
        ...{ name: 'Llama-3.2-8B-instruct-checkpoint-12000', family: 'llama', cuts: 33, seed: 10 },
        ...{ moves: plan(1), ...spread, undetermined: ['24 place'] },
      },
      task,
    ),
    cannedModel(
      { name: 'gpt2-medium', family: 'gpt2', cuts: 25, seed: 11, moves: plan(0.74), ...spread },
      task,
    ),
  ];
  const distance = [0.14, 0.1, 0.19] as const;
  const [value, low, high] = distance;
  return compareReport(task, models, {
    verdict: 'same interpretation',
    reason: {
      ...{ code: 'same variables', names: ['Llama-3.2-8B', 'gpt2-medium'], granularity: 'cut' },
      ...{ interchanges: 148_480, pairs: 256, margin: 0.3, distance: { value, low, high } },
      finding: findingOf(models, ['place']),
    },
    distance,
    full: [0.52, 0.47, 0.58],
    merge: [0.39, 0.33, 0.47],
    reading: 'unclear',
  });
}

/** Who was named twice: the names, and which of them, with the word that says it again. */
function ioi(spans: number, derived: readonly string[]): TaskReport {
  const part = (id: string) => ({ id, variable: derived.includes(id) ? null : id });
  return {
    name: 'ioi',
    description: 'the name that is not repeated (indirect object identification)',
    templates: ['When {first} and {second} went to the {place}, {S2} gave a drink to'],
    variables: ['first', 'second', 'which', 'place'],
    parts: ['first', 'second', 'place', 'S2'].map(part),
    spans: wideSpans(spans),
    answers: ['Mary', 'John', 'Anna', 'Tom', 'Kate', 'Paul', 'Emma', 'Jack', 'Lucy', 'Mark'],
    outcomes: ['Mary', 'John', 'Anna', 'Tom', 'Kate', 'Paul', 'Emma', 'Jack', 'Lucy', 'Mark'],
    pairs: 256,
    mostPairs: null,
  };
}

/** 64 spans side by side. */
export function wide(): CompareReport {
  const task: TaskReport = {
    ...ioi(64, ['S2']),
    name: 'docstring',
    description: 'the next argument of a function, from its definition',
    templates: ['def f({first}, {second}): {place}'],
    answers: ['files', 'obj', 'size', 'first'],
    outcomes: ['files', 'obj', 'size', 'first'],
    pairs: 64,
  };
  const moves: readonly Move[] = [
    { cut: 3, parts: ['first', 'second', 'place', 'which'], gone: ['"S2"'], to: 'to' },
  ];
  const models = ['left', 'right'].map((name, i) =>
    cannedModel({ name, family: 'gpt2', cuts: 7, moves, seed: 20 + i }, task),
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

/** A list of prompts, which names no variables: what is held is the whole prompt, or nothing. */
export function listed(): CompareReport {
  const spans = ['last-3', 'last-2', 'last-1', 'last'].map((id) => ({ id, part: null }));
  const prompt = { id: 'prompt', variable: null };
  const task: TaskReport = {
    ...ioi(7, []),
    ...{ name: 'listed', description: '', templates: [], variables: [], parts: [prompt] },
    spans: [{ id: 'last-4', part: 'prompt' }, ...spans],
  };
  const moves: readonly Move[] = [{ cut: 2, parts: ['"prompt"'], to: 'last', graded: 0.4 }];
  const unexplained = ['1 last-4'];
  const models = ['left', 'right'].map((name, i) =>
    cannedModel({ name, family: 'gpt2', cuts: 5, moves, seed: 40 + i, unexplained }, task),
  );
  const full = { value: 0.42, low: 0.3, high: 0.55 };
  const tried = { granularity: 'cut', interchanges: 5120, pairs: 64 } as const;
  const report = compareReport(task, models, {
    verdict: 'inconclusive',
    reason: { code: 'name variables', names: ['left', 'right'], ...tried, full, fullMargin: 0.15 },
    full: [full.value, full.low, full.high],
  });
  return { ...report, remedy: { code: 'name variables' } };
}

/** Two networks on pictures of as many regions as a task may have. */
export function regions(): CompareReport {
  const rows = ['top', 'middle', 'bottom'];
  const ids = rows.flatMap((row) => [1, 2, 3, 4].map((column) => `${row} ${column}`));
  const task: TaskReport = {
    ...ioi(7, []),
    ...{ name: 'pictures', description: 'what is on a picture', templates: [], variables: [] },
    parts: ids.map((id) => ({ id, variable: null })),
    spans: [...ids.map((id) => ({ id, part: id })), { id: 'whole', part: null }],
    answers: ['flat', 'upright'],
    outcomes: ['flat', 'upright'],
  };
  const held = [ids.slice(0, 4), ids.slice(4, 8), ids.slice(8)].map((of, i): Move => {
    return { cut: 2 + i, parts: of.map((id) => `"${id}"`), to: 'whole', graded: 0.4 };
  });
  const models = ['left', 'right'].map((name, i) => {
    const { report, flow } = cannedModel(
      { name, family: 'rows', cuts: 6, moves: held, seed: 50 + i },
      task,
    );
    const shape = [['container', 'ONNX']] as const;
    return { flow, report: { ...report, shape } };
  });
  return compareReport(task, models, {
    verdict: 'inconclusive',
    explanation: 'The interval of the distance spans the margin.',
    settle: 'About 900 more pairs would settle it.',
    distance: [0.29, 0.2, 0.41],
    full: [0.4, 0.3, 0.5],
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
    variables: ids,
    parts: ids.map((id) => ({ id, variable: id })),
    spans,
    answers: [image, turned, '__proto__', ''],
    outcomes: [image, turned, '__proto__', ''],
    pairs: 4,
    mostPairs: null,
  };
  const moves: readonly Move[] = [
    { cut: 1, parts: ['__proto__', 'constructor'], to: 'constructor' },
    { cut: 2, parts: ids, to: image },
  ];
  const models = [image + script, long].map((name, i) =>
    cannedModel({ name, family: turned, cuts: 3, moves, seed: 30 + i, joint: true }, task),
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
    [1, 'first'],
    [3, 'second'],
    [7, 'place'],
    [count - 6, 'S2'],
  ] as const;
  const words = ['When', 'first', 'and', 'second', 'went', 'to the', 'near', 'place', 'comma'];
  return Array.from({ length: count }, (_, i) => {
    const part = parts.find(([at]) => at === i)?.[1] ?? null;
    const id = part ?? (i === count - 1 ? 'to' : (words[i] ?? `middle piece ${i}`));
    return { id, part };
  });
}
