// Installs the packed packages into a project outside the workspace and uses them there as users do: compiles with old
// and new TypeScript and both module resolutions, with library checks, then imports and requires every entry point.
import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { packPackages } from './pack-packages.js';
import { publicPackages, root } from './workspace-packages.js';

const compilers = { 5.4: '5.4.5', '6.0': '6.0.3', '7.0': '7.0.2' };
const resolutions = {
  nodenext: { module: 'nodenext', moduleResolution: 'nodenext' },
  bundler: { module: 'esnext', moduleResolution: 'bundler' },
};

const folder = mkdtempSync(join(tmpdir(), 'sess-consumer-'));
try {
  install();
  const failures = [...compileEverywhere(), ...loadEverything()];
  for (const failure of failures) console.error(failure);
  process.exitCode = failures.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function install() {
  const packed = Object.fromEntries(packPackages().map(({ name, tarball }) => [name, `file:${tarball}`]));
  cpSync(join(root, 'scripts/consumer'), folder, { recursive: true });
  const manifest = {
    private: true,
    type: 'module',
    // The optional peers that entry points need.
    dependencies: { ...packed, '@prisma/adapter-libsql': '7.10.0', 'memcache-client': '1.0.5' },
    devDependencies: {
      '@types/node': '20.19.43',
      ...Object.fromEntries(
        Object.entries(compilers).map(([name, version]) => [`typescript-${name}`, `npm:typescript@${version}`]),
      ),
    },
  };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  // Adapters have this version of core as a peer, which is not in the registry before it is published.
  const settings = { packages: ['.'], overrides: packed, autoInstallPeers: false, strictPeerDependencies: false };
  writeFileSync(join(folder, 'pnpm-workspace.yaml'), JSON.stringify(settings));
  execFileSync('pnpm', ['install', '--prefer-offline', '--ignore-scripts', '--silent'], {
    cwd: folder,
    stdio: 'inherit',
  });
}

function compileEverywhere() {
  return Object.keys(compilers).flatMap((compiler) =>
    Object.entries(resolutions).flatMap(([resolution, options]) => {
      const compilerOptions = {
        ...options,
        target: 'es2022',
        lib: ['es2022', 'dom'],
        types: ['node'],
        strict: true,
        exactOptionalPropertyTypes: true,
        skipLibCheck: false,
        noEmit: true,
      };
      const project = join(folder, 'tsconfig.json');
      writeFileSync(project, JSON.stringify({ compilerOptions, files: ['shop.ts'] }));
      const typescript = join(folder, `node_modules/typescript-${compiler}`);
      const manifest = /** @type {{ bin: { tsc: string } }} */ (
        JSON.parse(readFileSync(join(typescript, 'package.json'), 'utf8'))
      );
      const tsc = join(typescript, manifest.bin.tsc);
      const { status, stdout } = spawnSync(process.execPath, [tsc, '-p', project, '--pretty', 'false'], {
        encoding: 'utf8',
      });
      console.log(`TypeScript ${compiler}, ${resolution}: ${status === 0 ? 'compiles' : 'does not compile'}`);
      return status === 0 ? [] : [`TypeScript ${compiler}, ${resolution}:\n${stdout}`];
    }),
  );
}

/** Loads every entry point by `import` and by `require`, which loads ES modules since Node 20.19. */
function loadEverything() {
  const specifiers = publicPackages().flatMap(({ manifest }) =>
    Object.keys(manifest.exports ?? {}).map((entry) => manifest.name + entry.slice(1)),
  );
  const isModule = (/** @type {string} */ specifier) => !specifier.endsWith('.json');
  writeFileSync(join(folder, 'load.cjs'), specifiers.map((name) => `require('${name}');`).join('\n'));
  writeFileSync(
    join(folder, 'load.mjs'),
    specifiers
      .filter(isModule)
      .map((name) => `await import('${name}');`)
      .join('\n'),
  );
  return ['load.cjs', 'load.mjs'].flatMap((file) => {
    const { status, stderr } = spawnSync(process.execPath, ['--no-warnings', file], { cwd: folder, encoding: 'utf8' });
    console.log(
      `${file === 'load.cjs' ? 'require' : 'import'}: ${specifiers.length} entry points ${status === 0 ? 'load' : 'do not all load'}`,
    );
    return status === 0 ? [] : [`${file}: ${stderr}`];
  });
}
