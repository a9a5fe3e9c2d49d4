// How NumPy's scalars and arrays are pickled: training programs keep losses and the state of random numbers so.
// A scalar becomes a number; an array stays what it is made of.
import type { Given, Makers } from './given.ts';
import { Global, Instance, type Value } from './values.ts';

const NDARRAY = new Global('numpy', 'ndarray');
const DTYPE = new Global('numpy', 'dtype');

/** numpy 2 moved its core. */
const cores = ['numpy.core.multiarray', 'numpy._core.multiarray'];

export const numpyMakers: Makers = [
  ['numpy.dtype', (given) => new Instance(DTYPE, [...given.all])],
  ...cores.map((core) => [`${core}.scalar`, scalar] as const),
  ...cores.map((core) => [`${core}._reconstruct`, array] as const),
  ['numpy.core.numeric._frombuffer', array],
  ['numpy._core.numeric._frombuffer', array],
  ['numpy.random.__RandomState_ctor', generator],
  ['numpy.random._pickle.__randomstate_ctor', generator],
  ['numpy.random._pickle.__generator_ctor', generator],
  ['numpy.random._pickle.__bit_generator_ctor', generator],
];

export function isArray(value: Value): boolean {
  return value instanceof Instance && value.of === NDARRAY;
}

function array(given: Given): Value {
  return new Instance(NDARRAY, [...given.all]);
}

function generator(given: Given): Value {
  return new Instance(new Global('numpy.random', 'Generator'), [...given.all]);
}

const readers: Readonly<Record<string, (view: DataView, little: boolean) => number | boolean>> = {
  f8: (view, little) => view.getFloat64(0, little),
  f4: (view, little) => view.getFloat32(0, little),
  i8: (view, little) => Number(view.getBigInt64(0, little)),
  u8: (view, little) => Number(view.getBigUint64(0, little)),
  i4: (view, little) => view.getInt32(0, little),
  u4: (view, little) => view.getUint32(0, little),
  i2: (view, little) => view.getInt16(0, little),
  u2: (view, little) => view.getUint16(0, little),
  i1: (view) => view.getInt8(0),
  u1: (view) => view.getUint8(0),
  b1: (view) => view.getUint8(0) !== 0,
};

/** A dtype and its bytes; of a type that is not known it stays what it is made of. */
function scalar(given: Given): Value {
  const [dtype, bytes] = given.all;
  const kept = new Instance(DTYPE, [...given.all]);
  if (!(dtype instanceof Instance) || !(bytes instanceof Uint8Array)) return kept;
  const [name] = Array.isArray(dtype.args) ? dtype.args : [];
  const read = typeof name === 'string' ? readers[name] : undefined;
  if (!read || bytes.length !== Number(`${name}`.slice(1))) return kept;
  const isBig = Array.isArray(dtype.state) && dtype.state[1] === '>';
  return read(new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), !isBig);
}
