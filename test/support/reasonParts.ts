// What reasons are made of, two models called one and two, and how it is said.
import { parting, shared } from './findings.ts';

export type Rows<Code> = readonly (readonly [name: string, code: Code, words: string])[];

export const distance = { value: 0.834, low: 0.7811, high: 0.8749 };
export const full = { value: 0.5, low: 0.05, high: 1 };
export const tried = {
  names: ['one', 'two'],
  granularity: 'cut',
  interchanges: 40960,
  pairs: 1256,
} as const;
export const end = '1,256 pairs, 40,960 interchanges at cut granularity.';

export const [, both] = shared[0];
export const [, differing, part] = parting[0];
export const [, nothing] = parting.find(([name]) => name === 'no set to tell apart')!;
export const d = 'Profile distance 0.83 [0.78, 0.87]';
export const f = 'full distance 0.50 [0.05, 1.00]';
