import { findProgram, type FoundProgram, type MissingProgram } from './find-program.js';

/** Finds a Chromium or Chrome: the one of `CHROMIUM_PATH`, one on this machine, or one from the package manager. */
export function findChromium(): Promise<FoundProgram | MissingProgram> {
  return findProgram({
    name: 'Chromium',
    names: ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'],
    folders: ['/Applications/Google Chrome.app/Contents/MacOS', '/Applications/Chromium.app/Contents/MacOS'],
    debianPackage: 'chromium',
    environmentVariable: 'CHROMIUM_PATH',
  });
}

/** No sandbox, because it does not work as root, and all pages are ours. No requests to other machines. */
export const chromiumArguments: readonly string[] = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
