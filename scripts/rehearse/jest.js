// Jest with the settings that core's README gives.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../workspace-packages.js';
import { Project } from './project.js';
import { step } from './progress.js';

const test = `
import { expect, test } from '@jest/globals';
import { MemorySessionStore, SessionManager } from '@sess/core';
import { cookieFor } from '@sess/core/testing';
import { createDevalueSerializer } from '@sess/devalue';

test('a visitor is signed in', async () => {
  const sessions = new SessionManager({ store: new MemorySessionStore(), serializer: createDevalueSerializer() });
  const cookie = await cookieFor(sessions, { owner: 'alice' });
  const { session } = await sessions.open(cookie, { secure: false });
  expect(session.owner).toBe('alice');
});
`;

/** @param {import('./project.js').Source} source */
export async function runJest(source) {
  const settings = documentedSettings();
  const packages = ['jest@30', 'ts-jest@29', 'typescript@6.0.3', '@babel/preset-env@7'];
  const project = new Project('jest', source, {});
  await step('npm install jest and ts-jest', async () => {
    await project.install('@sess/core', '@sess/devalue', ...packages);
  });
  /** @param {string} file @param {object} config @param {Record<string, string>} [env] */
  const jest = async (file, config, env) => {
    project.write(file, test);
    project.write('jest.config.json', JSON.stringify({ ...config, testMatch: [`<rootDir>/${file}`] }));
    await project.run(['npx', 'jest'], env);
  };
  await step('jest: ES modules', () =>
    jest('visitor.test.mjs', { transform: {} }, { NODE_OPTIONS: '--experimental-vm-modules' }),
  );
  await step('ts-jest: the documented settings', () => jest('visitor.test.ts', settings));
  await step('babel-jest: transformIgnorePatterns and @babel/preset-env', async () => {
    const { transformIgnorePatterns } = settings;
    project.write(
      'babel.config.json',
      JSON.stringify({ presets: [['@babel/preset-env', { targets: { node: '20' } }]] }),
    );
    await jest('visitor.test.js', { transformIgnorePatterns });
  });
}

/** @returns {{ transformIgnorePatterns?: unknown }} */
function documentedSettings() {
  const readme = readFileSync(join(root, 'packages/core/README.md'), 'utf8');
  const fence = /```json\n(\{\s*"transformIgnorePatterns".*?)```/s.exec(readme)?.[1];
  if (fence === undefined) throw new Error("Core's README no longer has settings for ts-jest.");
  return /** @type {{ transformIgnorePatterns?: unknown }} */ (JSON.parse(fence));
}
