import { defineConfig } from 'vitest/config';
import { BaseSequencer, type TestSpecification } from 'vitest/node';
import { hasLongTests } from './test/support/share.ts';

/**
 * They put a module in another's place, measure the memory of their process, want a browser that
 * nobody has used, or compute by TensorFlow.js, whose back ends are one set a process. */
const alone = [
  'test/analysis/rowFormats.test.ts',
  'test/checkpoint/everyFixture.test.ts',
  'test/checkpoint/keras.test.ts',
  'test/checkpoint/kerasRefused.test.ts',
  'test/checkpoint/mutatedKeras.test.ts',
  'test/checkpoint/saysWhatIsComputed.test.ts',
  'test/checkpoint/tfjs.test.ts',
  'test/platform/tensorflow.test.ts',
  'test/checkpoint/mutatedCheckpoint.test.ts',
  'test/checkpoint/storage.test.ts',
  'test/congruity/pauses.test.ts',
  'test/page/browser.test.ts',
  'test/real/real.test.ts',
];
const all = 'test/!(host|fixture)/**/*.test.ts';
/** What takes long, and shows of the whole what shorter tests show of its parts: `npm run cases` has it. */
const long = hasLongTests ? [] : ['test/**/*.long.test.ts'];

/** From a quarter of a minute on: at the end, one of them would leave the other worker idle. */
const longest = [
  'page/gallery',
  'cli/commandLine',
  'page/axe',
  'analysis/inLooks',
  'page/report',
  'analysis/compare',
  'congruity/verdicts',
  'attack/attacks',
  'code/pythonProcess',
  'cli/outputs',
  'fuzz/fuzz',
  'worker/computeProcess',
  'family/config',
  'analysis/rewritten',
  'vscode/package',
  'analysis/fleetResume',
  'task/hostileTokenizer',
  'congruity/profileCoverage',
  'congruity/coverage',
];

/** First what is alone, after which a worker ends; then the longest; then the others, large files before small ones. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project, moduleId }: TestSpecification) => {
      const at = longest.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
      if (project.name === 'alone') return -1;
      return at < 0 ? longest.length : at;
    };
    return (await super.sort(files)).sort((a, b) => place(a) - place(b));
  }
}

// A GPU in software wants a loader of Vulkan: Chromium has its own. The dynamic linker reads this when a worker starts.
const libraries = [process.env.LD_LIBRARY_PATH, '/usr/lib/chromium', '/usr/lib/chromium-browser'];
process.env.LD_LIBRARY_PATH = libraries.filter(Boolean).join(':');

export default defineConfig({
  test: {
    globalSetup: 'test/support/runFolder.ts',
    pool: 'forks', // the native runtime aborts inside worker threads
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    testTimeout: 360_000, // catches what hangs, on a busy machine too; no test asserts wall time
    hookTimeout: 360_000,
    expect: {
      poll: { timeout: 60_000 }, // the default, a second, is what a busy machine takes
      requireAssertions: true, // a test that checks nothing fails
    },
    projects: [
      // The engine and the browser are loaded once a worker, not once a file.
      {
        extends: true,
        test: { name: 'together', include: [all], exclude: [...alone, ...long], isolate: false },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
});
