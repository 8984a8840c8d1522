// Budgets for the sizes of bundles, minified and gzipped: for platforms without Node, but for the entries of Node.

/** @param {object} options esbuild's */
const forTheWeb = (options) => ({ ...options, format: 'esm', platform: 'browser', target: 'es2022' });

/** @param {object} options esbuild's */
const forNode = (options) => ({ ...options, format: 'esm', platform: 'node', target: 'es2022' });

export default [
  {
    name: 'core: the fetch entry',
    path: 'packages/core/dist/fetch/index.js',
    gzip: true,
    limit: '4.6 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    // Most of it holds the response back, as `@sess/core/node` does.
    name: 'core: the Fastify entry',
    path: 'packages/core/dist/fastify/index.js',
    gzip: true,
    limit: '9.3 kB',
    modifyEsbuildConfig: forNode,
  },
  {
    name: 'core: the Koa entry',
    path: 'packages/core/dist/koa/index.js',
    gzip: true,
    limit: '9.3 kB',
    modifyEsbuildConfig: forNode,
  },
  {
    name: 'core: the Hono entry',
    path: 'packages/core/dist/hono/index.js',
    gzip: true,
    limit: '4.9 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'core: the Next.js entry',
    path: 'packages/core/dist/next/index.js',
    gzip: true,
    limit: '6.5 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'core: the entry for sockets',
    path: 'packages/core/dist/sockets/index.js',
    gzip: true,
    limit: '5.6 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    // A bundle holds the code for keyed and for sealed stores, because a bundler cannot tell which `store` is passed.
    // Of 44 kB, change tracking takes 11.3, keyed stores 5.7, the session 3.4, methods for use without a request 3.2,
    // the JSON serializer 2.9, sealed stores 2.3, and what both kinds of store share 2.2. Error texts, in all of these,
    // are 4.7 kB. Issue 13 aimed at 17 kB. Without sealed stores, adoption, change tracking, events, checks of options
    // and of values, and the methods for use without a request, more than 20 kB would be left.
    name: 'core: the manager with all its methods, and the fetch entry',
    path: 'packages/core/dist/index.js',
    import: {
      'packages/core/dist/index.js': '{ SessionManager }',
      'packages/core/dist/fetch/index.js': '{ handleSession }',
    },
    gzip: true,
    limit: '45.2 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'core: the entry for authors of stores',
    path: 'packages/core/dist/store/index.js',
    gzip: true,
    limit: '3.4 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    // A seventh of it is `diagnose`, with the catalogs of three databases.
    name: 'the Prisma store, without core',
    path: 'packages/prisma/dist/index.js',
    import: '{ PrismaSessionStore }',
    ignore: ['@sess/core'],
    gzip: true,
    limit: '7.9 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'the MongoDB store, without core',
    path: 'packages/mongo/dist/index.js',
    import: '{ MongoSessionStore }',
    ignore: ['@sess/core'],
    gzip: true,
    limit: '7.8 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'the memcached store, without core',
    path: 'packages/memcached/dist/index.js',
    import: '{ MemcachedSessionStore }',
    ignore: ['@sess/core'],
    gzip: true,
    limit: '3.6 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    // A fifth of it detects secrets that others can guess.
    name: 'the cookie store, without core',
    path: 'packages/cookie/dist/index.js',
    import: '{ CookieSessionStore }',
    ignore: ['@sess/core'],
    gzip: true,
    limit: '5.3 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'the serializer of arbitrary values with devalue, without core',
    path: 'packages/devalue/dist/index.js',
    ignore: ['@sess/core'],
    gzip: true,
    limit: '9 kB',
    modifyEsbuildConfig: forTheWeb,
  },
];
