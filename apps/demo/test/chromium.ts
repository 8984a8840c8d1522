import { chromiumArguments } from '@sess/test-servers';
import { type Browser, chromium } from 'playwright-core';

export function launchChromium(executablePath: string): Promise<Browser> {
  return chromium.launch({ executablePath, args: [...chromiumArguments] });
}
