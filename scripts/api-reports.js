// Compares the public interface of each entry point with its committed report, api/<entry>.api.md.
//   node scripts/api-reports.js           fails where they differ
//   node scripts/api-reports.js --update  writes the reports
import { mkdirSync } from 'node:fs';
import { join, relative } from 'node:path';
import {
  CompilerState,
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  ExtractorMessageCategory,
} from '@microsoft/api-extractor';
import { exportedNames } from './exported-names.js';
import { modulesOf, publicPackages, root } from './workspace-packages.js';

const update = process.argv.includes('--update');
let failed = false;

for (const { folder, path, manifest } of publicPackages()) {
  const configs = modulesOf(manifest).map(({ entry, types }) => configOf(folder, reportNameOf(entry, path), types));
  const [first, ...rest] = configs;
  if (first === undefined) continue;
  mkdirSync(join(folder, 'api'), { recursive: true });
  // One program for all entry points of a package, because parsing takes most of the time.
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: rest.map((config) => config.mainEntryPointFilePath),
  });
  const exportedByMain = new Set(exportedNames([first.mainEntryPointFilePath])[0]);
  for (const config of configs) failed = !report(config, compilerState, exportedByMain) || failed;
}
process.exitCode = failed ? 1 : 0;

/**
 * @param {string} entry
 * @param {string} path
 */
function reportNameOf(entry, path) {
  return entry === '.' ? path.slice('packages/'.length) : entry.slice('./'.length).replaceAll('/', '-');
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} types
 */
function configOf(folder, name, types) {
  return ExtractorConfig.prepare({
    packageJsonFullPath: join(folder, 'package.json'),
    configObjectFullPath: join(folder, 'api-extractor.json'),
    configObject: {
      projectFolder: folder,
      mainEntryPointFilePath: join(folder, types),
      compiler: { tsconfigFilePath: join(folder, 'tsconfig.build.json') },
      apiReport: {
        enabled: true,
        reportFileName: name,
        reportFolder: join(folder, 'api'),
        reportTempFolder: join(folder, 'temp/api'),
      },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      newlineKind: 'lf',
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          // Everything that an entry point exports is public. There are no other release stages.
          'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
        },
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
      },
    },
  });
}

/**
 * @param {ExtractorConfig} config
 * @param {CompilerState} compilerState
 * @param {ReadonlySet<string>} exportedByMain
 */
function report(config, compilerState, exportedByMain) {
  const result = Extractor.invoke(config, {
    compilerState,
    localBuild: update,
    messageCallback: (message) => {
      // A message that is only marked as handled would still count as an error.
      if (isNoise(message, exportedByMain)) message.logLevel = ExtractorLogLevel.None;
    },
  });
  const [file] = config.reportConfigs.map(({ fileName }) => relative(root, join(config.reportFolder, fileName)));
  if (result.apiReportChanged) console.log(update ? `updated ${file}` : `${file} differs from the public interface`);
  return (update || !result.apiReportChanged) && result.errorCount === 0;
}

/**
 * @param {import('@microsoft/api-extractor').ExtractorMessage} message
 * @param {ReadonlySet<string>} exportedByMain
 */
function isNoise({ category, messageId, text, sourceFileColumn, sourceFilePath }, exportedByMain) {
  // At every run it mentions that the compiler is newer than its own, and the files that it copies.
  if (category === ExtractorMessageCategory.Console) return true;
  // An export needs a doc comment. A member may be clear from its name and type.
  if (messageId === 'ae-undocumented') return sourceFileColumn !== 1;
  // The types of another package, which may be missing: they are for conditions only.
  if (/express-session.src.session-data\.ts$/.test(sourceFilePath ?? ''))
    return messageId === 'ae-forgotten-export' || text.includes('"@ts"');
  // A subpath uses types that the main entry point exports.
  if (messageId === 'ae-forgotten-export') return exportedByMain.has(/"([^"]+)"/.exec(text)?.[1] ?? '');
  // @sess is a name in prose, not a tag.
  return messageId === 'tsdoc-undefined-tag' && text.includes('"@sess"');
}
