import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { exceptions } from './hosts/not-applicable.js';
import { hostsOf, lawsOf } from './programs/run-hosts.js';

const reports = join(import.meta.dirname, '../../../docs/hosts');
const modules = readdirSync(join(import.meta.dirname, 'hosts')).flatMap(
  (file) => /^(.+-hosts?)\.ts$/.exec(file)?.[1] ?? [],
);
const loaded = await Promise.all(
  modules.map((name) => import(`./hosts/${name}.ts`) as Promise<Record<string, unknown>>),
);
const hosts = loaded.flatMap(hostsOf);
const names = hosts.map(({ name }) => name);

interface Report {
  readonly laws: readonly string[];
  readonly hosts: readonly { readonly host: string }[];
}

it.each(readdirSync(reports))('docs/hosts/%s has the current hosts and laws: else run pnpm test:hosts', (file) => {
  const report = JSON.parse(readFileSync(join(reports, file), 'utf8')) as Report;
  expect(report.hosts.map(({ host }) => host).toSorted()).toEqual(names.toSorted());
  expect(new Set(report.laws)).toEqual(new Set(hosts.flatMap((host) => lawsOf(host).map(([law]) => law))));
});

it('each exception names a host, or a module with hosts', () => {
  expect([...names, ...modules]).toEqual(expect.arrayContaining(exceptions.flatMap((each) => each.hosts)));
});
