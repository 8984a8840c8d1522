import { findProgram, type FoundProgram, type MissingProgram } from '@sess/test-servers';
import { type Browser, chromium } from 'playwright-core';

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

export function launchChromium(executablePath: string): Promise<Browser> {
  // No sandbox, because it does not work as root, and all pages are ours. No requests to other machines.
  const args = ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--disable-sync'];
  return chromium.launch({ executablePath, args });
}
