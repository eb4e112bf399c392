// Unit tests of the front end: sections, model, client.
const jupyterlab = require('@jupyterlab/testutils/lib/jest-config');

const esModules = [
  '@codemirror',
  '@jupyter/',
  '@jupyterlab/',
  '@marijn',
  '@microsoft',
  'exenv-es6',
  'lib0',
  'marked',
  'nanoid',
  'vscode-ws-jsonrpc',
  'y-protocols',
  'y-websocket',
  'yjs'
].join('|');

module.exports = {
  ...jupyterlab(__dirname),
  automock: false,
  cacheDirectory: '<rootDir>/.cache/jest',
  collectCoverage: false,
  modulePathIgnorePatterns: [
    '<rootDir>/lib/',
    '<rootDir>/jupyter_cost_tags/',
    '<rootDir>/ui-tests/',
    '<rootDir>/.demo/'
  ],
  reporters: ['default'],
  roots: ['<rootDir>/src'],
  setupFilesAfterEnv: ['<rootDir>/jest.setup.js'],
  testPathIgnorePatterns: ['/node_modules/'],
  testRegex: '/__tests__/.*\\.spec\\.tsx?$',
  testTimeout: 60_000, // ms: the first test of a file loads JupyterLab, and the machine may be busy
  transform: {
    ...jupyterlab(__dirname).transform,
    '^.+\\.mjs$': 'babel-jest',
    // Types are checked once, by tsc; here they are only taken away.
    '^.+\\.tsx?$': [
      'ts-jest/legacy',
      { tsconfig: './tsconfig.test.json', isolatedModules: true }
    ]
  },
  transformIgnorePatterns: [`/node_modules/(?!${esModules}).+`]
};
