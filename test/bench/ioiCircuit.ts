// What is planted in random weights so that a GPT-2 solves IOI, as the published circuit does: in one head the name
// that is said again finds where it stood before; another hands that to the end; a third says the other name. A model
// in which nothing matters would be measured in no time.
import type { Edit, Gpt2Size } from './randomModel.ts';

/** Where the words of the prompt stand: when FIRST and SECOND went to the PLACE , S2 gave a THING to */
const places = { first: 1, second: 3, again: 9, end: 13 };

// Channels of the residual stream; those from 0 on are the names, one each.
const role = { first: 30, second: 31, again: 32, end: 33 };
const foundAt = { first: 34, second: 35 }; // at the name that is said again
const handed = { first: 36, second: 37 }; // at the end

const loud = 3; // of a word's or a place's own channel, beside what random blocks write
const sharp = 1; // of queries, keys and values
// Of what a head writes: places as loud as words are, and a name so that it is said, and others sometimes are.
const [noted, spoken] = [0.25, 0.2];

type Wire = readonly [channel: number, dimension: number];

/** A head by what its queries, keys and values take from the stream and where it writes: channel and dimension. */
type Head = {
  readonly layer: number;
  readonly query: readonly Wire[];
  readonly key: readonly Wire[];
  readonly value: readonly Wire[];
  readonly out: readonly Wire[];
  readonly writes: number;
};

/** `names`: their tokens. */
export function ioiCircuit(names: readonly number[], { width, layers }: Gpt2Size): Edit {
  const each = names.map((_, i): Wire => [i, i]);
  const before: number = names.length; // one more dimension: only what comes before is looked at
  const heads: readonly Head[] = [
    {
      layer: Math.round(layers / 4),
      query: [...each, [role.again, before]],
      key: [...each, [role.first, before], [role.second, before]],
      value: [
        [role.first, 0],
        [role.second, 1],
      ],
      out: [
        [foundAt.first, 0],
        [foundAt.second, 1],
      ],
      writes: noted,
    },
    {
      layer: Math.round(layers / 2),
      query: [[role.end, 0]],
      key: [[role.again, 0]],
      value: [
        [foundAt.first, 0],
        [foundAt.second, 1],
      ],
      out: [
        [handed.first, 0],
        [handed.second, 1],
      ],
      writes: noted,
    },
    {
      layer: Math.round((3 * layers) / 4),
      query: [
        [handed.first, 1],
        [handed.second, 0],
      ], // the other one
      key: [
        [role.first, 0],
        [role.second, 1],
      ],
      value: each,
      out: each,
      writes: spoken,
    },
  ];
  return (name, values) => {
    if (name.endsWith('wte.weight')) {
      for (const [i, token] of names.entries()) values[token * width + i] += loud;
    }
    if (name.endsWith('wpe.weight')) {
      for (const [of, position] of Object.entries(places)) {
        values[position * width + role[of as keyof typeof role]] += loud;
      }
    }
    for (const head of heads) {
      if (name.endsWith(`.${head.layer}.attn.c_attn.weight`)) addInputs(values, head, width);
      if (name.endsWith(`.${head.layer}.attn.c_proj.weight`)) {
        for (const [channel, dimension] of head.out) {
          values[dimension * width + channel] += head.writes;
        }
      }
    }
  };
}

/** Of the first head: queries, keys and values stand side by side. */
function addInputs(values: Float32Array, { query, key, value }: Head, width: number): void {
  for (const [third, wires] of [query, key, value].entries()) {
    for (const [channel, dimension] of wires) {
      values[channel * 3 * width + third * width + dimension] += sharp;
    }
  }
}
