// What a bundle may weigh. Budgets are in bytes after minifying and gzip, for platforms without Node.

/** @param {object} options esbuild's */
const forTheWeb = (options) => ({ ...options, format: 'esm', platform: 'browser', target: 'es2022' });

export default [
  {
    name: 'core: the fetch entry',
    path: 'packages/core/dist/fetch/index.js',
    gzip: true,
    limit: '5 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    // An application carries the walks of both kinds of store, because both are just `store:`, and a store is known by what it can do.
    // A quarter is change tracking, a quarter the walks of keyed stores, 2.2 kB those of sealed ones, 3.5 kB texts of errors. The
    // 17 kB that were once aimed at would take away features: no method of it is unused.
    name: 'core: the manager with all its methods, and the fetch entry',
    path: 'packages/core/dist/index.js',
    import: {
      'packages/core/dist/index.js': '{ SessionManager }',
      'packages/core/dist/fetch/index.js': '{ handleSession }',
    },
    gzip: true,
    limit: '39 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'core: the entry for authors of stores',
    path: 'packages/core/dist/store/index.js',
    gzip: true,
    limit: '3.2 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'the Prisma store, without core',
    path: 'packages/prisma/dist/index.js',
    import: '{ PrismaSessionStore }',
    ignore: ['@sess/core'],
    gzip: true,
    limit: '6.5 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'the MongoDB store, without core',
    path: 'packages/mongo/dist/index.js',
    import: '{ MongoSessionStore }',
    ignore: ['@sess/core'],
    gzip: true,
    limit: '7.2 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'the memcached store, without core',
    path: 'packages/memcached/dist/index.js',
    import: '{ MemcachedSessionStore }',
    ignore: ['@sess/core'],
    gzip: true,
    limit: '3.3 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    // A fifth of it finds secrets that others can guess.
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
