import { findProgram, type FoundProgram, type MissingProgram } from '@sess/test-servers';
import { type Browser, chromium } from 'playwright-core';

/** Looks for a Chromium or Chrome: the one of CHROMIUM_PATH, one on this machine, or the package manager's. */
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
  // No sandbox: it refuses to start as root, and the only pages are ours. Nothing is to leave this machine.
  const args = [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ];
  return chromium.launch({ executablePath, args });
}
