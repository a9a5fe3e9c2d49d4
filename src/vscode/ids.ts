// Every name that package.json and the code must spell alike; test/rule/manifest.test.ts compares.

export const commands = {
  compare: 'congruity.compare',
  compareFleet: 'congruity.compareFleet',
  show: 'congruity.showInterpretation',
  select: 'congruity.selectForCompare',
  compareWithSelected: 'congruity.compareWithSelected',
  compareSample: 'congruity.compareSample',
  watchFolder: 'congruity.watchFolder',
  stopWatching: 'congruity.stopWatching',
  showLog: 'congruity.showLog',
  newTask: 'congruity.newTask',
  /** (path of a checkpoint, cut, column?): shows the code of the block that makes this cut. */
  goToBlock: 'congruity.goToBlock',
  revealDefinition: 'congruity.revealDefinition',
  pinClass: 'congruity.pinClass',
  /** (surface): turns off one way of showing things beside the code. */
  turnOffCode: 'congruity.code.turnOff',
  cancel: 'congruity.comparison.cancel',
  rerun: 'congruity.comparison.rerun',
  morePairs: 'congruity.comparison.morePairs',
  otherTask: 'congruity.comparison.otherTask',
  otherMargin: 'congruity.comparison.otherMargin',
  exportReport: 'congruity.comparison.export',
  copyCommand: 'congruity.comparison.copyCommand',
  openPast: 'congruity.comparisons.open',
  rerunPast: 'congruity.comparisons.rerun',
  deletePast: 'congruity.comparisons.delete',
  openViewer: 'congruity.openViewer',
  compareTensors: 'congruity.compareTensors',
} as const;

export const views = {
  comparisons: 'congruity.comparisons',
  comparisonPanel: 'congruity.comparison',
  fleetPanel: 'congruity.fleet',
  checkpointViewer: 'congruity.checkpoint',
  checkpointViewerOption: 'congruity.checkpointOption',
  tensorComparison: 'congruity.tensorComparison',
} as const;

/** Keys of when-clauses. */
export const contexts = {
  /** A checkpoint is selected for compare. */
  selected: 'congruity.selected',
} as const;

/** The controller of the Test Explorer. */
export const studyTests = 'congruity.studies';

export const settingsSection = 'congruity';

export const settingKeys = {
  pairs: 'comparison.pairs',
  work: 'comparison.work',
  budget: 'comparison.budget',
  margin: 'comparison.margin',
  fullMargin: 'comparison.fullMargin',
  threads: 'compute.threads',
  memory: 'compute.memory',
  device: 'compute.device',
  mappings: 'mappings',
  keep: 'comparisons.keep',
  studyOnSave: 'studies.runOnSave',
  codeLens: 'code.lens',
  codeHover: 'code.hover',
  codeDiagnostics: 'code.diagnostics',
  codeInlay: 'code.inlay',
} as const;
