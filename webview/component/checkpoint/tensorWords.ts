// How sizes and numbers of tensors are written. Pure.
import { count } from '../../../src/protocol/reportWords.ts';

/** "768 × 2,304"; "scalar" for a shape without dimensions. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 0 ? 'scalar' : shape.map(count).join(' × ');
}

/** "512 B", "2.4 MB", "13.5 GB": powers of ten, as `congruity inspect` writes them. */
export function sizeText(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB', 'PB'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  const value = bytes / 1000 ** power;
  return `${power === 0 ? value : value.toFixed(value < 100 ? 1 : 0)} ${units[power]}`;
}

/** "124.4 M", "768": counts of parameters. */
export function amountText(amount: number): string {
  if (amount < 10_000) return count(amount);
  const units = ['', ' k', ' M', ' G', ' T', ' P'];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(amount) / 3));
  const value = amount / 1000 ** power;
  return `${value.toFixed(value < 100 ? 1 : 0)}${units[power]}`;
}

/** Four digits: "0.01234", "-1.5e-9". */
export function valueText(value: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 0.001 && size < 1e6) return String(Number(value.toPrecision(4)));
  return value
    .toExponential(3)
    .replace(/\.?0+e/, 'e')
    .replace('e+', 'e');
}

export function product(shape: readonly number[]): number {
  return shape.reduce((all, dim) => all * dim, 1);
}

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${count(n)} ${n === 1 ? one : many}`;
}
