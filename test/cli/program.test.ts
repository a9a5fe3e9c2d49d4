// What options take, and what is said of what they do not take.
import { describe, expect, test, vi } from 'vitest';
import { normaliseArgv } from '../../src/cli/argv.ts';
import { UsageError } from '../../src/cli/failure.ts';
import { runProgram } from '../../src/cli/program.ts';

function refused(args: readonly string[]) {
  return runProgram(normaliseArgv(args)).catch((thrown: unknown) => thrown);
}

/** An option -> what is allowed, what of that kind is not, and what is. */
const options: Readonly<Record<string, readonly [RegExp, readonly string[], readonly string[]]>> = {
  pairs: [
    /whole number from 2 to 1000000/,
    ['', ' ', 'many', '0', '1', '-3', '2.5', '1e3', '1e9', '1000001', 'NaN', '0x20', '٣'],
    ['2', '12', '1000000'],
  ],
  work: [
    /whole number from 1 to 1000000000000/,
    ['', '0', '-1', '1.5', '1e6', '10k', '1000000000001'],
    ['1', '250000'],
  ],
  stages: [/whole number from 1 to 100/, ['', '0', '-1', '1.5', '101', 'all'], ['1', '7']],
  budget: [
    /a time from 1s to 30 days, such as 90s, 2m or 1\.5h/,
    ['', '0', '0s', '.5', '-60s', '60x', '60 s', '1m30s', '1e3', 'm', '31d', '721h', 'Infinity'],
    ['90', '60s', '2m', '1.5h', '.5m', '720h'],
  ],
  resamples: [
    /whole number from 100 to 100000/,
    ['0', '99', '-100', '100.5', '100001', 'Infinity'],
    ['100', '100000'],
  ],
  seed: [/whole number from 0 to 4294967295/, ['-1', '.5', '4294967296', 'x'], ['0', '4294967295']],
  level: [
    /between 0.5 and 1, the ends excluded/,
    ['0', '.5', '1', '95', '-.9', '1e9', 'NaN', 'x', '0x1', ''],
    ['.95'],
  ],
  margin: [
    /between 0 and 1, the ends excluded/,
    ['0', '1', '-.1', '1e9', '-1e-9', 'NaN', '.', '0x0.1', ' '],
    ['.3', '3e-1'],
  ],
  'full-margin': [/between 0 and 1/, ['0', '1.0', '-.1', 'Infinity', 'x'], ['0.15']],
  threads: [/whole number from 1 to 256/, ['0', '-1', '1.5', '257'], ['1']],
  memory: [/whole number from 64 to/, ['0', '63', '-64', '1e6', '99999999999'], ['64']],
};

describe.each(Object.entries(options))('--%s', (name, [allowed, wrong, right]) => {
  test.each(wrong)('does not take %j, and says what it takes', async (value) => {
    for (const command of [
      ['compare', 'A', 'B'],
      ['interpret', 'A'],
    ]) {
      const thrown = await refused([...command, '--task', 'T', `--${name}=${value}`]);
      expect(thrown).toBeInstanceOf(UsageError);
      expect((thrown as Error).message).toMatch(allowed);
      expect((thrown as Error).message).toContain(`'--${name} <`);
    }
  });

  test.each(right)('takes %j', async (value) => {
    // Without a task nothing runs: that is what is missed then, not the value.
    const thrown = await refused(['compare', 'A', 'B', `--${name}=${value}`]);
    expect((thrown as Error).message).toBe("required option '--task <task>' not specified");
  });
});

test.each(['--work=5', '--stages=1', '--budget=60s'])(
  'a number of pairs is exact: not together with %s',
  async (limit) => {
    for (const command of [
      ['compare', 'A', 'B'],
      ['fleet', 'A', 'B', 'C'],
      ['trajectory', 'A'],
      ['interpret', 'A'],
    ]) {
      const thrown = await refused([...command, '--task', 'T', '--pairs', '8', limit]);
      expect(thrown).toBeInstanceOf(UsageError);
      expect((thrown as Error).message).toMatch(
        new RegExp(`${limit.split('=')[0]} <.*cannot be used with option '--pairs <n>'`),
      );
    }
  },
);

test.each([
  [['compare', 'A', 'B', '--tsk', 'T'], /unknown option '--tsk'\n\(Did you mean --task\?\)/],
  [['compare', 'A', 'B', '--pair', '9'], /Did you mean --pairs\?/],
  [['compare', 'A', 'B', '--budgt', '60s'], /Did you mean --budget\?/],
  [['fleet', 'A', 'B', '--stage', '1'], /Did you mean --stages\?/],
  [['interpret', 'A', '--wrk', '9'], /Did you mean --work\?/],
  [['trajectory', '--task', 'T'], /missing required argument 'runs'/],
  [['trajectory', 'A'], /required option '--task <task>' not specified/],
  [['layers', 'A', 'B', '--mesure', 'cka'], /Did you mean --measure\?/],
  [['layers', 'A', 'B', '--position', 'last'], /Allowed choices are answer, mean, all/],
  [
    ['compare', 'A', 'B', '--granularity', 'block'],
    /Wanted cut, head, subspace, several between commas, or all/,
  ],
  [['interpret', 'A', '--granularity', 'head,,cut'], /Wanted cut, head, subspace/],
  [['layers', 'A', 'B', '--pairs', '15'], /whole number from 16 to 1000000/],
  [['layers', 'A', 'B', '--permutations', '-1'], /whole number from 0 to 100000/],
  [['reduce', 'A', '--task', 'T'], /required option '--to <task>' not specified/],
  [['reduce', 'A', '--task', 'T', '--to', 'U', '--map', 'a'], /allowed is HARD=SIMPLE/],
  [['reduce', 'A', '--task', 'T', '--to', 'U', '--map', 'a=x,a=y'], /--map has "a" twice/],
  [['distinguish', 'A', 'B', '--permutations', '5'], /whole number from 19 to 100000/],
  [['verify', 'A', '--golden', 'G', '--atol', '1'], /Wanted 0, or a number between 0 and 1/],
  [['verify', 'A', '--golden', 'G', '--atol=-1e-9'], /Wanted 0, or a number between 0 and 1/],
  [['layers', 'A', '--task', 'T'], /missing required argument 'b'/],
  [['layers', 'A', 'B'], /required option '--task <task>' not specified/],
  [['interpret', 'A', '--ot', 'x'], /Did you mean --out\?/],
  [['inspect', 'A', '--jsn'], /Did you mean --json\?/],
  [['inspekt', 'A'], /unknown command 'inspekt'\n\(Did you mean inspect\?\)/],
  [['task', 'chek'], /Did you mean check\?/],
  [['compare', 'A', 'B', '--task'], /argument missing/],
])('%j', async (args, message) => {
  expect(String(await refused(args))).toMatch(message);
});

describe('--help', () => {
  test.each([
    ['compare'],
    ['interpret'],
    ['trajectory'],
    ['layers'],
    ['reduce'],
    ['distinguish'],
    ['inspect'],
    ['map'],
    ['verify'],
    ['task list'],
    ['task check'],
    ['doctor'],
    [''],
  ])('%s has examples that are taken', async (command) => {
    const printed = vi.spyOn(process.stdout, 'write').mockImplementation((_, ...rest) => {
      for (const done of rest) if (typeof done === 'function') done();
      return true;
    });
    const code = await runProgram([...command.split(' ').filter(Boolean), '--help']);
    const text = printed.mock.calls.map(([piece]) => piece).join('');
    printed.mockRestore();
    expect(code).toBe(0);
    const [, examples] = text.split('Examples:\n');
    const lines = examples.trim().split('\n');
    expect(lines.length).toBeGreaterThan(1);
    for (const line of lines) {
      expect(line).toMatch(new RegExp(`^ *congruity ${command}`));
      for (const [option] of line.matchAll(/--[a-z-]+/g)) expect(text).toContain(option);
    }
  });
});

test.each<readonly [string, readonly string[]]>([
  ["'--out <path>'", ['compare', 'A', 'B', '--task', 'T', '--out', '']],
  ["'--out <path>'", ['layers', 'A', 'B', '--task', 'T', '--out=']],
  ["'--json [file.json]'", ['compare', 'A', 'B', '--task', 'T', '--json=']],
  ["'--json [file.json]'", ['inspect', 'A', '--json=']],
  ["'--html [file.html]'", ['interpret', 'A', '--task', 'T', '--html=']],
  ["'--certificates <folder>'", ['fleet', 'A', 'B', '--task', 'T', '--certificates', '']],
  ["'--models <folder>'", ['verify-certificate', 'F', '--models', 'M', '--models', '']],
  ["'--junit <file>'", ['run', 'S', '--junit', '']],
  ["'--export <file>'", ['distinguish', 'A', 'B', '--task', 'T', '--export', '']],
  ["'--export <file>'", ['circuit', 'A', '--task', 'T', '--export', '']],
  ["'--circuit <file>'", ['circuit', 'A', '--task', 'T', '--circuit', '']],
  ["'--truth <path>'", ['calibrate', '--truth', '']],
  ["'--scores <file.json>'", ['calibrate', '--scores', '']],
  ["'--task <task>'", ['compare', 'A', 'B', '--task', '']],
  ["'--model <checkpoint>'", ['task', 'check', 'T', '--model', '']],
  ["'a'", ['interpret', '', '--task', 'T']],
  ["'b'", ['compare', 'A', '', '--task', 'T']],
  ["'models'", ['fleet', 'A', '', 'B', '--task', 'T']],
  ["'runs'", ['trajectory', '', '--task', 'T']],
  ["'task'", ['task', 'check', '']],
])('nothing is done where %s is empty: %j', async (what, args) => {
  const thrown = await refused(args);
  expect(thrown).toBeInstanceOf(UsageError);
  expect((thrown as Error).message).toBe(`${what} is given nothing`);
});
