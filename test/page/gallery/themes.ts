// The colours that our pages read, as VS Code 1.139 gives them to a webview in its default themes
// (Light 2026, Dark 2026, Dark High Contrast, Light High Contrast). '': the theme has none.

export const themeNames = [
  'vscode-light',
  'vscode-dark',
  'vscode-high-contrast',
  'vscode-high-contrast-light',
] as const;

/** By variable, without `--vscode-`; a colour a theme. */
const colours: readonly (readonly [variable: string, readonly string[]])[] = [
  ['button-background', ['#0069cc', '#297aa0', '#000000', '#0f4a85']],
  ['button-border', ['#0069cc', '#297aa0', '#6fc3df', '#0f4a85']],
  ['button-foreground', ['#ffffff', '#ffffff', '#ffffff', '#ffffff']],
  ['button-hoverBackground', ['#0063c1', '#2b7da3', '#000000', '#0f4a85']],
  ['button-secondaryBackground', ['#eaeaea', 'rgba(0, 0, 0, 0)', '', '#ffffff']],
  ['button-secondaryBorder', ['#eaeaea', '#333536', '#6fc3df', '#0f4a85']],
  ['button-secondaryForeground', ['#202020', '#cccccc', '#ffffff', '#292929']],
  ['button-secondaryHoverBackground', ['#f2f3f4', 'rgba(255, 255, 255, 0.06)', '', '']],
  ['charts-blue', ['#1a5cff', '#57a3f8', '#59a4f9', '#0063d3']],
  ['charts-green', ['#388a34', '#86cf86', '#89d185', '#374e06']],
  ['charts-purple', ['#652d90', '#ad80d7', '#b180d7', '#652d90']],
  ['charts-red', ['#ad0707', '#ef8773', '#f48771', '#b5200d']],
  ['charts-yellow', ['#667309', '#e0b97f', '#ffd370', '#895503']],
  ['contrastActiveBorder', ['', '', '#f38518', '#006bbd']],
  ['contrastBorder', ['', '', '#6fc3df', '#0f4a85']],
  [
    'descriptionForeground',
    ['#606060', '#8c8c8c', 'rgba(255, 255, 255, 0.7)', 'rgba(41, 41, 41, 0.7)'],
  ],
  ['disabledForeground', ['#bbbbbb', '#555555', '#a5a5a5', '#7f7f7f']],
  ['editor-background', ['#ffffff', '#121314', '#000000', '#ffffff']],
  ['editorHoverWidget-background', ['#fafafd', '#202122', '#0c141f', '#ffffff']],
  ['errorForeground', ['#ad0707', '#f48771', '#f48771', '#b5200d']],
  ['focusBorder', ['#0069cc', 'rgba(57, 148, 188, 0.7)', '#f38518', '#006bbd']],
  ['foreground', ['#202020', '#bfbfbf', '#ffffff', '#292929']],
  ['input-background', ['#ffffff', '#191a1b', '#000000', '#ffffff']],
  ['input-border', ['rgba(216, 216, 216, 0.4)', '#333536', '#6fc3df', '#0f4a85']],
  ['input-foreground', ['#202020', '#bfbfbf', '#ffffff', '#292929']],
  [
    'input-placeholderForeground',
    ['#999999', '#555555', 'rgba(255, 255, 255, 0.7)', 'rgba(41, 41, 41, 0.7)'],
  ],
  [
    'list-activeSelectionBackground',
    ['rgba(0, 0, 0, 0.14)', 'rgba(255, 255, 255, 0.13)', '', 'rgba(15, 74, 133, 0.1)'],
  ],
  ['list-activeSelectionForeground', ['#202020', '#ededed', '', '']],
  [
    'list-hoverBackground',
    [
      'rgba(0, 0, 0, 0.08)',
      'rgba(255, 255, 255, 0.08)',
      'rgba(255, 255, 255, 0.1)',
      'rgba(15, 74, 133, 0.1)',
    ],
  ],
  ['list-hoverForeground', ['#202020', '#bfbfbf', '', '']],
  [
    'list-inactiveSelectionBackground',
    ['rgba(218, 218, 218, 0.6)', '#2c2d2e', '', 'rgba(15, 74, 133, 0.1)'],
  ],
  ['list-inactiveSelectionForeground', ['#202020', '#ededed', '', '']],
  ['progressBar-background', ['#0069cc', '#878889', '#6fc3df', '#0f4a85']],
  ['sideBar-background', ['#fafafd', '#191a1b', '#000000', '#ffffff']],
  ['widget-border', ['#e2e2e5', '#2a2b2c', '#6fc3df', '#0f4a85']],
];

/** What the editor puts on the body and on the root. */
export type Theme = {
  readonly classes: string;
  readonly colours: readonly (readonly [variable: string, colour: string])[];
};

export const themes: Readonly<Record<string, Theme>> = Object.fromEntries(
  themeNames.map((name, i) => [
    name,
    {
      // The editor gives a light high contrast theme both classes.
      classes: name.endsWith('contrast-light') ? `${name} vscode-high-contrast` : name,
      colours: colours.map(([variable, of]) => [variable, of[i]] as const),
    },
  ]),
);
