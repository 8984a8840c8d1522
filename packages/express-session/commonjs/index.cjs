/* oxlint-disable import/no-commonjs, typescript/no-unsafe-assignment -- it is CommonJS */
'use strict';

// `require('@sess/express-session')` is the function itself, as with express-session.
const { default: session, ...exported } = require('../dist/index.js');

module.exports = Object.assign(session, exported);
