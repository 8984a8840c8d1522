import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cacheFolder } from './cache-folder.js';
import { findProgram, type MissingProgram, type WantedProgram } from './find-program.js';
import { mongoJavaLauncher } from './mongodb-java-launcher.js';
import type { Say } from './say.js';
import type { ServerKind } from './server-kind.js';

const run = promisify(execFile);
const version = '1.47.0';
const downloadLimitMs = 600_000;

const java: WantedProgram = {
  name: 'Java',
  names: ['java'],
  debianPackage: 'default-jre-headless',
  environmentVariable: 'SESS_JAVA_PROGRAM',
};
const maven: WantedProgram = {
  name: 'Maven',
  names: ['mvn'],
  debianPackage: 'maven',
  environmentVariable: 'SESS_MAVEN_PROGRAM',
};

const project = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>sess</groupId>
  <artifactId>test-servers</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>de.bwaldvogel</groupId>
      <artifactId>mongo-java-server-h2-backend</artifactId>
      <version>${version}</version>
    </dependency>
  </dependencies>
</project>
`;

/** Returns the folder of its libraries, outside this repository: from an earlier run, else downloaded with Maven. */
export async function fetchMongoJavaServer(say: Say): Promise<{ readonly libraries: string } | MissingProgram> {
  const found = await findProgram(java, say);
  if (found.path === undefined) return found;
  const cache = cacheFolder();
  const libraries = join(cache, `mongo-java-server-${version}`);
  if (existsSync(libraries)) return { libraries };

  const mvn = await findProgram(maven, say);
  if (mvn.path === undefined) return mvn;
  say(`downloading mongo-java-server ${version} with Maven (5 MB, once)`);
  mkdirSync(cache, { recursive: true });
  // To a temporary folder: an interrupted download must not look complete, and two tests may download at once.
  const folder = mkdtempSync(join(cache, 'download-'));
  try {
    writeFileSync(join(folder, 'pom.xml'), project);
    const parameters = ['--batch-mode', '--quiet', '--strict-checksums', 'dependency:copy-dependencies'];
    await run(mvn.path, [...parameters, `-DoutputDirectory=${join(folder, 'lib')}`], {
      cwd: folder,
      timeout: downloadLimitMs,
      maxBuffer: 16 * 1024 * 1024,
    });
    if (!readdirSync(join(folder, 'lib')).some((name) => name.endsWith('.jar')))
      throw new Error('Maven copied nothing');
    try {
      renameSync(join(folder, 'lib'), libraries);
    } catch (error) {
      // Another process was faster.
      if (!existsSync(libraries)) throw error;
    }
    return { libraries };
  } catch (error) {
    const { stdout = '', message } = error as { stdout?: string; message: string };
    const line = /\[ERROR\] (.*)/.exec(stdout)?.[1] ?? message.split('\n')[0] ?? '';
    return { path: undefined, reason: `Maven could not download mongo-java-server ${version} (${line.slice(0, 300)})` };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * An independent server with MongoDB's wire protocol, which the official driver can use. It keeps its data in a file.
 *
 * It is not a mongod: it has no sessions, retryable writes, `hello`, `explain`, `collMod` or TTL monitor, and it
 * ignores collations silently.
 *
 * @param libraries - The folder that {@link fetchMongoJavaServer} returns.
 */
export function mongoJavaServer(libraries: string): ServerKind {
  return {
    name: 'mongo-java-server',
    addressVariable: 'MONGODB_URI',
    program: java,
    version(printed) {
      const major = Number(/\d+/.exec(printed)?.[0]);
      if (!(major >= 17)) throw new Error(`mongo-java-server needs Java 17 or later, and this is ${printed.trim()}`);
      return version;
    },

    prepare: ({ folder }) => writeFileSync(join(folder, 'SessMongoServer.java'), mongoJavaLauncher),

    parameters: ({ folder }, port) => [
      // For short runs: Java compiles less, and leaves one core to the tests.
      '-XX:+UseSerialGC',
      '-XX:TieredStopAtLevel=1',
      '-Xmx1g',
      `-Djava.io.tmpdir=${folder}`,
      '-cp',
      join(libraries, '*'),
      join(folder, 'SessMongoServer.java'),
      String(port),
      join(folder, 'data.mv'),
    ],

    ready: /ready for connections/,
    url: (_place, port) => `mongodb://127.0.0.1:${port}/`,
  };
}
