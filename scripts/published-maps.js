// Follows source maps and declaration maps in a tarball: a debugger and "go to definition" do the same.
import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';

/**
 * Returns what leads nowhere.
 *
 * @param {string} folder where the tarball is unpacked
 * @param {readonly string[]} files in it, relative to that folder
 * @returns {string[]}
 */
export function brokenMaps(folder, files) {
  const packed = new Set(files);
  const read = (/** @type {string} */ file) => readFileSync(join(folder, file), 'utf8');
  return files
    .filter((file) => /^dist\/.*\.(?:js|d\.ts)$/.test(file))
    .flatMap((file) => {
      const link = /\/\/# sourceMappingURL=(\S+)\s*$/.exec(read(file))?.[1];
      if (link === undefined) return isEmpty(read(file)) ? [] : [`${file} has no source map`];
      const map = posix.join(posix.dirname(file), link);
      if (!packed.has(map)) return [`${file} names ${map}, which is not packed`];
      const { sources, sourceRoot = '' } = /** @type {{ sources: string[], sourceRoot?: string }} */ (
        JSON.parse(read(map))
      );
      if (sources.length === 0) return [`${map} names no source`];
      return sources
        .map((source) => posix.join(posix.dirname(map), sourceRoot, source))
        .filter((source) => !packed.has(source))
        .map((source) => `${map} leads to ${source}, which is not packed`);
    });
}

/** A module that only passes on what others export has no line with a source. @param {string} text */
function isEmpty(text) {
  return text.split('\n').every((line) => /^(?:import|export)\b[^=(]*;$|^\/\/|^$/.test(line));
}
