// What a bundle may weigh. Budgets are in bytes after minifying and gzip, for platforms without Node.

/** @param {object} options esbuild's */
const forTheWeb = (options) => ({ ...options, format: 'esm', platform: 'browser', target: 'es2022' });

export default [
  {
    name: 'core: the fetch entry',
    path: 'packages/core/dist/fetch/index.js',
    gzip: true,
    limit: '9 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    // An application carries the walks of both kinds of store, because both are just `store:`. Roughly a quarter is change tracking,
    // a quarter the walks of keyed stores, and 2.1 kB those of sealed ones.
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
    name: 'the Prisma store, without core',
    path: 'packages/prisma/dist/index.js',
    import: '{ PrismaSessionStore }',
    ignore: ['@sess/core'],
    gzip: true,
    limit: '7 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'the MongoDB store, without core',
    path: 'packages/mongo/dist/index.js',
    import: '{ MongoSessionStore }',
    ignore: ['@sess/core'],
    gzip: true,
    limit: '7 kB',
    modifyEsbuildConfig: forTheWeb,
  },
  {
    name: 'the memcached store, without core',
    path: 'packages/memcached/dist/index.js',
    import: '{ MemcachedSessionStore }',
    ignore: ['@sess/core'],
    gzip: true,
    limit: '4 kB',
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
