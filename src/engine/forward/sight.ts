// How a model of values is looked into on a task of data: which of a row's numbers it reads as which, where it is cut,
// and how its output is to be understood. Some rows are run once, for what a file does not say of its values.
import { EngineError } from '../core/error.ts';
import type { Job } from '../core/job.ts';
import type { FloatTensor } from '../core/tensor.ts';
import { cutValues } from '../dataflow/bottlenecks.ts';
import { layoutOf, regionsOfMap } from '../dataflow/places.ts';
import type { ValueInfo } from '../dataflow/valueGraph.ts';
import { widestValue, workOf } from '../dataflow/work.ts';
import type { DataTask } from '../task/data/dataTask.ts';
import { type Rows, sizeOf } from '../task/data/rows.ts';
import type { Saying } from './classReadout.ts';
import { type RowOrder, rowOrder } from './rowOrder.ts';
import type { Cut, Sight, ValueModel } from './valueModel.ts';

/** Enough to see that an output is probabilities. */
const rowsSeen = 16;
/** Of a sum of float32 probabilities. */
const rounding = 1e-3;

/** The model as the task sees it. Throws EngineError('task-kind') where the two do not fit. */
export async function withSight(job: Job, model: ValueModel, task: DataTask): Promise<ValueModel> {
  const { graph, name } = model;
  const { rows } = task.data;
  const input = only(name, graph.inputs, 'input');
  const output = only(name, graph.outputs, 'output');
  const reading = rowOrder(name, input, rows);
  const names = cutValues(graph, input.name, output.name);
  const given = { [input.name]: firstRows(rows, reading) };
  const made = { ...given, ...(await graph.run(job, given, names.slice(1))) };
  const cuts = names.map((each) => cutOf(model, task, reading, each, made[each]));
  const said = made[output.name];
  const { saying, classes } = sayingOf(name, said, rows.classes.length);
  const sight: Sight = {
    ...{ cuts, rows, order: reading.order, saying, classes, work: workOf(graph) },
    widest: Math.max(widestValue(graph), ...cuts.map(({ dims }) => sizeOf(dims))),
  };
  return { ...model, sight, notes: [...model.notes, ...notesOf(sight, task)] };
}

function only(name: string, values: readonly ValueInfo[], what: 'input' | 'output'): ValueInfo {
  const [value] = values;
  if (values.length === 1 && !value.integer) return value;
  const found = values.map((each) => `${each.name}${each.integer ? ' (indices)' : ''}`).join(', ');
  const message = `${name} has ${values.length} ${what}s: ${found || 'none'}; one of numbers is allowed`;
  throw new EngineError('task-kind', message, {
    hint: 'A task of data is for classifiers of one picture, or of one row.',
  });
}

function firstRows({ numbers, count }: Rows, { order, dims }: RowOrder): FloatTensor {
  const [seen, size] = [Math.min(rowsSeen, count), order.length];
  const data = new Float32Array(seen * size);
  for (let i = 0; i < data.length; i++) {
    data[i] = numbers[Math.floor(i / size) * size + order[i % size]];
  }
  return { dims: [seen, ...dims], data };
}

function cutOf(
  { graph, name }: ValueModel,
  { data: { rows, regions } }: DataTask,
  { order, channels }: RowOrder,
  value: string,
  { dims: [batch, ...dims] }: FloatTensor,
): Cut {
  if (batch !== Math.min(rowsSeen, rows.count)) {
    throw new EngineError('model-unknown', `${name}: ${value} is not computed row by row`, {
      hint: 'Export the model with a batch of any size as the first dimension.',
    });
  }
  const isInput = value === graph.inputs[0].name;
  const own = graph.values.get(value)?.channels ?? channels;
  const of = isInput
    ? order.map((i) => regions.of[i])
    : regions.picture && regionsOfMap(dims, own, regions.picture);
  return { name: value, dims, layout: layoutOf(sizeOf(dims), regions.names.length, of) };
}

/** What the output's numbers are: probabilities are none below 0, and of each row they are 1 together. */
function sayingOf(name: string, { dims: [batch], data }: FloatTensor, classes: number) {
  const outputs = data.length / batch;
  if (outputs === 1 ? classes !== 2 : outputs < classes) {
    const message = `${name} has ${outputs} outputs, the task ${classes} classes`;
    throw new EngineError('task-kind', message, {
      hint: 'List in the task the classes that the outputs stand for; one output is for two classes.',
    });
  }
  const sums = Array.from({ length: batch }, (_, b) =>
    data.subarray(b * outputs, (b + 1) * outputs).reduce((sum, p) => sum + p, 0),
  );
  const within = data.every((p) => p >= 0 && p <= 1 + rounding);
  const saying: Saying =
    outputs === 1
      ? within
        ? 'one probability'
        : 'one logit'
      : within && sums.every((sum) => Math.abs(sum - 1) < rounding)
        ? 'probabilities'
        : 'logits';
  return { saying, classes: outputs === 1 ? 2 : outputs };
}

function notesOf(
  { cuts, saying, classes }: Sight,
  { data: { rows, regions } }: DataTask,
): string[] {
  const named = cuts.map(({ name, dims }, c) => `${c} ${name} (${dims.join(' x ')})`);
  const small = cuts.filter(({ dims, layout }) => dims.length === 3 && !layout.hasPlaces);
  const lastPlaced = cuts.findLast(({ layout }) => layout.hasPlaces);
  return [
    `Cuts: ${named.join(', ')}.`,
    ...(regions.picture && small.length > 0
      ? [
          `${small.map(({ name }) => name).join(', ')}: too small for the regions, so all of it is at "whole".`,
        ]
      : []),
    `After ${lastPlaced?.name} nothing has a place of its own: all is at "whole".`,
    ...(saying === 'probabilities' || saying === 'one probability'
      ? ['The outputs are probabilities (0 to 1 on the first rows): their logarithms are compared.']
      : []),
    ...(saying === 'one logit' || saying === 'one probability'
      ? [`The one output is taken to speak for ${rows.classes[1]}.`]
      : []),
    ...(classes > rows.classes.length
      ? [
          `The model has ${classes} outputs: the first ${rows.classes.length} are the task's classes.`,
        ]
      : []),
  ];
}
