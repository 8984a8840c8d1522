#!/usr/bin/env node
// oxlint-disable-next-line import/no-unassigned-import -- The command runs as it is imported.
import '../dist/cli/main.js';
