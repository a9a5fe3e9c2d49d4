// What calibrate judges: methods that say of two models how far they are apart, and methods that say how much a head or an
// MLP matters. To add one: a line here, and its numbers in calibratePairs.ts, calibrateLayers.ts or calibrateComponents.ts.
import type { CircuitEffects } from '../../protocol/circuit.ts';
import { measures } from '../measures/measures.ts';

export type Method = {
  /** As it is asked for. */
  readonly name: string;
  /** For people. */
  readonly title: string;
};

export const pairMethods = [
  { name: 'profile', title: 'profile distance and verdict (compare)' },
  { name: 'full', title: 'full distance (compare)' },
  { name: 'merge', title: 'merge distance (compare)' },
  { name: 'crispness', title: 'causal distance by crispness, the older form' },
] as const satisfies readonly Method[];

export type PairMethod = (typeof pairMethods)[number]['name'];

/** Ways from a map of blocks to one number. */
export const layerWays = [
  { name: 'last', title: 'last block' },
  { name: 'best', title: 'best matching blocks' },
] as const;

export type LayerWay = (typeof layerWays)[number]['name'];

/** Where one pair of layers takes seconds only the last blocks are compared. */
export const layerMethods = measures.flatMap((measure) =>
  layerWays
    .filter(({ name }) => name === 'last' || measure.cost !== 'iterated')
    .map((way) => ({
      name: `${measure.name}-${way.name}`,
      title: `${measure.title}, ${way.title}`,
      ...{ measure, way: way.name },
    })),
);

export const componentMethods: readonly (Method & {
  readonly effects: Exclude<CircuitEffects, 'interchange'>;
})[] = [
  { name: 'attribution', title: 'attribution patching', effects: 'attribution' },
  { name: 'attribution-ig', title: 'integrated attribution', effects: 'attribution-ig' },
];

/** Those that take hours on hundreds of pairs are judged where they are asked for by name. */
const isSlow = ({ measure }: (typeof layerMethods)[number]) => measure.cost === 'iterated';

export const usualMethods: readonly string[] = [
  ...pairMethods,
  ...layerMethods.filter((method) => !isSlow(method)),
  ...componentMethods,
].map(({ name }) => name);

/** All that can be asked for. */
export const methodNames: readonly string[] = [
  ...pairMethods,
  ...layerMethods,
  ...componentMethods,
].map(({ name }) => name);
