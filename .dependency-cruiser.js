// Who may import whom: apps -> adapters -> core -> nothing; the tests of the stores -> conformance -> core.

/** Files that never run in an application: tests, their set-up, and what proves the conformance suite. */
const testFiles = '\\.test\\.ts$|^packages/[^/]+/(test|fixtures)/|vitest\\.(config|shared)\\.ts$';

/** The parts of core that are allowed to need Node. */
const nodeParts =
  '^packages/core/src/(node|fastify|koa|context|testing)/|^packages/core/src/platform/node\\.ts$|\\.test\\.ts$';

/** The rooms of core, a layer a line, from the ground up. */
const coreLayers = [
  ['contract', 'platform'],
  ['keys', 'options'],
  ['cookie', 'payload', 'store'],
  ['http', 'events', 'changes'],
  ['session', 'node'],
  ['persistence'],
  ['keyed', 'sealed', 'memory'],
  ['manager'],
  ['fetch', 'testing'],
  ['fastify', 'koa', 'hono', 'next', 'context', 'sockets'],
];

/** The rooms of the conformance suite, likewise. Above them are the entries, which no room imports. */
const conformanceLayers = [['report'], ['suite'], ['fixture', 'page', 'faults'], ['model', 'story', 'cli'], ['laws']];

/**
 * One rule for each layer: its rooms import only from layers below.
 *
 * @param {string} name the package's folder
 * @param {readonly (readonly string[])[]} layers
 */
function layersPointDown(name, layers) {
  const sources = `^packages/${name}/src`;
  return layers.map((rooms, floor) => ({
    name: `${name}-layers-point-down`,
    severity: /** @type {const} */ ('error'),
    comment: `A room of ${name} imports only from layers below its own: see ${name}Layers. Move what both need down.`,
    from: { path: `${sources}/(${rooms.join('|')})/`, pathNot: testFiles },
    to: {
      path: `${sources}/(?:(?:${layers.slice(floor).flat().join('|')})/|[^/]+\\.ts$)`,
      pathNot: `${sources}/$1/`,
    },
  }));
}

/** @type {import('dependency-cruiser').IConfiguration} */
export default {
  forbidden: [
    {
      name: 'no-cycles',
      severity: 'error',
      comment: 'A cycle has no first file to read. Move what both need into a file of its own.',
      from: {},
      to: { circular: true },
    },
    {
      name: 'resolves',
      severity: 'error',
      comment: 'The import leads nowhere. Fix the path, or add the package to this package.json.',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'core-imports-nothing',
      severity: 'error',
      comment: 'core has no run-time dependency and knows no other package. What it needs from outside, it is handed.',
      from: { path: '^packages/core/src/', pathNot: testFiles },
      to: { pathNot: '^packages/core/src/', dependencyTypesNot: ['core'] },
    },
    {
      name: 'core-runs-without-node',
      severity: 'error',
      comment:
        'Outside src/{node,fastify,koa,context,testing} and src/platform/node.ts, core runs on every web platform. Go through #platform.',
      from: { path: '^packages/core/src/', pathNot: nodeParts },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'contract-stands-alone',
      severity: 'error',
      comment: 'Strangers write stores against src/contract: it imports nothing but itself.',
      from: { path: '^packages/core/src/contract/', pathNot: testFiles },
      to: { pathNot: '^packages/core/src/contract/' },
    },
    ...layersPointDown('core', coreLayers),
    {
      name: 'core-room-has-a-layer',
      severity: 'error',
      comment: 'Every file of core is in a room, and every room in a layer: add the room to coreLayers.',
      from: { path: '^packages/core/src/', pathNot: testFiles },
      to: {
        path: '^packages/core/src/',
        pathNot: ['^packages/core/src/index\\.ts$', `^packages/core/src/(${coreLayers.flat().join('|')})/`],
      },
    },
    {
      name: 'conformance-knows-only-core',
      severity: 'error',
      comment:
        'The suite serves every store and every test runner: it imports core, Node and fast-check, no adapter and no runner.',
      from: { path: '^packages/conformance/src/', pathNot: testFiles },
      to: {
        pathNot: ['^packages/conformance/src/', '^packages/core/src/', 'node_modules/.*fast-check/'],
        dependencyTypesNot: ['core'],
      },
    },
    ...layersPointDown('conformance', conformanceLayers),
    {
      name: 'adapters-know-only-core',
      severity: 'error',
      comment: 'An adapter imports core and its own driver, never another adapter, the suite or an app.',
      from: { path: '^packages/([^/]+)/src/', pathNot: [testFiles, '^packages/(core|conformance)/'] },
      to: { path: '^(packages|apps)/', pathNot: ['^packages/$1/', '^packages/core/src/'] },
    },
    {
      name: 'packages-know-no-app',
      severity: 'error',
      comment: 'Apps import packages, and no package imports an app.',
      from: { path: '^packages/' },
      to: { path: '^apps/' },
    },
    {
      name: 'apps-stand-alone',
      severity: 'error',
      comment: 'An app imports packages, not another app.',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'neighbours-by-name',
      severity: 'error',
      comment: 'Import another package by its name (@sess/core), not by a path into its folder.',
      from: { path: '^(?:packages|apps)/([^/]+)/' },
      to: { path: '^packages/', pathNot: '^packages/$1/', dependencyTypes: ['local'] },
    },
    {
      name: 'no-test-code-in-sources',
      severity: 'error',
      comment: 'Sources are published: what only tests need stays in tests.',
      from: { path: '^packages/[^/]+/src/', pathNot: testFiles },
      to: { path: testFiles },
    },
    {
      name: 'no-dev-dependency-in-sources',
      severity: 'error',
      comment:
        'Installing the package does not install its devDependencies, nor their types. Make it a dependency or a peer. ' +
        'session-data.ts names types that are unknown where the application has not installed them itself.',
      from: {
        path: '^packages/[^/]+/src/',
        pathNot: [testFiles, '^packages/express-session/src/session-data\\.ts$'],
      },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['npm-peer', 'npm'] },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    exclude: { path: '(^|/)(dist|generated|temp|\\.turbo)/' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['sess-source', 'import', 'node', 'types', 'default'],
    },
  },
};
