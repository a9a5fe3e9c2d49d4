// npm run long [-- NAME ... | all]: what takes longer than npm test. Without names the list: what each shows, how long it takes
// on two cores, and the page with its last result; with names it is run.
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { isMain } from './isMain.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Name -> the script of package.json with its words, minutes, what it shows, and where its last result stands. */
export const long = {
  truth: [
    'truth',
    10,
    'verdicts on models of known algorithm, against the reference',
    'docs/validity.md',
  ],
  looks: ['truth looks', 10, 'the same in looks against all pairs at once', 'docs/looks.md'],
  seeds: ['truth seeds', 90, 'how often looks are wrong on 500 drawings', 'docs/looks.md'],
  families: ['truth families', 60, 'congruity of families of known algorithm', 'docs/families.md'],
  trajectory: [
    'truth trajectory out/trajectory',
    30,
    'planted changes in runs of training (first: python test/truth/trajectory.py out/trajectory)',
    'docs/trajectory.md',
  ],
  coverage: ['bench coverage', 90, 'how often intervals of profiles hold the truth', 'no page'],
  natural: ['natural', 10, 'verdicts on models that nobody forced', 'docs/validity.md'],
  calibrate: ['calibrate', 10, 'every method on both truths', 'docs/calibration.md'],
  attack: ['attack', 20, 'hostile and awkward inputs on the built product', 'docs/attacks.md'],
  tfjs: [
    'tfjs',
    5,
    'TensorFlow.js natively and on WebAssembly, values and verdicts (first: npm run tfjs -- WHEEL; NODES names other Nodes)',
    'docs/tensorflow.md',
  ],
  fuzz: ['fuzz', 10, 'damaged files of every format', 'docs/fuzz.md'],
  cases: ['cases', 10, 'all cases of which npm test runs a share', 'docs/cases.md'],
  real: ['real', 300, 'the built-in tasks on SmolLM2 and Gemma 3', 'docs/real.md'],
  derived: ['real derived', 300, 'SmolLM2 against copies of it', 'docs/derived.md'],
};

function list() {
  for (const [name, [, minutes, shows, page]] of Object.entries(long)) {
    console.log(`${name.padEnd(10)} ${String(minutes).padStart(4)} min  ${shows} (${page})`);
  }
  console.log('\nnpm run long -- NAME ... runs them, npm run long -- all every one.');
  return 0;
}

function run(names) {
  const unknown = names.find((name) => !(name in long));
  if (unknown !== undefined) {
    console.log(`there is no ${unknown}: choose of ${Object.keys(long).join(', ')}`);
    return 1;
  }
  const failed = names.filter((name) => {
    const [script, ...words] = long[name][0].split(' ');
    const args = ['run', script, ...(words.length > 0 ? ['--', ...words] : [])];
    console.log(`\n${name}: npm ${args.join(' ')}`);
    return spawnSync('npm', args, { cwd: root, stdio: 'inherit' }).status !== 0;
  });
  if (failed.length > 0) console.log(`\nfailed: ${failed.join(', ')}`);
  return failed.length === 0 ? 0 : 1;
}

if (isMain(import.meta.url)) {
  const words = process.argv.slice(2);
  process.exitCode =
    words.length === 0 ? list() : run(words[0] === 'all' ? Object.keys(long) : words);
}
