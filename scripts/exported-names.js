// The names that modules export, as the compiler sees them.
import ts from 'typescript';

/**
 * Returns the names that each of the modules exports.
 *
 * @param {readonly string[]} files absolute
 * @returns {string[][]}
 */
export function exportedNames(files) {
  const program = ts.createProgram(files, { module: ts.ModuleKind.NodeNext, noLib: true });
  const checker = program.getTypeChecker();
  return files.map((file) => {
    const source = program.getSourceFile(file);
    const symbol = source && checker.getSymbolAtLocation(source);
    return symbol ? checker.getExportsOfModule(symbol).map(({ name }) => name) : [];
  });
}
