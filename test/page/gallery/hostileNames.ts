// Names as an attacker would choose them.

export const markup = '<img src=x onerror=alert(1)>';
export const turned = 'safe\u202egnp.exe \u05e9\u05dc\u05d5\u05dd';
export const megabyte = 'long '.repeat(210_000);

export const hostileNames: readonly string[] = [
  markup,
  turned,
  megabyte,
  '__proto__',
  'constructor',
  '',
  ' ',
  '\u0000\u0007',
];
