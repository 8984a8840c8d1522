import ts from 'typescript';

/** One small change to a source file, as a typing mistake makes it. */
export interface Mutation {
  readonly line: number;
  /** The place, the old and the new text. It stays the same as long as that place in the source does. */
  readonly name: string;
  /** The whole file with the change. */
  readonly text: string;
}

/** Text that replaces a node. */
interface Edit {
  readonly node: ts.Node;
  readonly text: string;
}

const swapped: Partial<Record<ts.SyntaxKind, readonly string[]>> = {
  [ts.SyntaxKind.LessThanToken]: ['<=', '>='],
  [ts.SyntaxKind.LessThanEqualsToken]: ['<', '>'],
  [ts.SyntaxKind.GreaterThanToken]: ['>=', '<='],
  [ts.SyntaxKind.GreaterThanEqualsToken]: ['>', '<'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken]: ['!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken]: ['==='],
  [ts.SyntaxKind.AmpersandAmpersandToken]: ['||'],
  [ts.SyntaxKind.BarBarToken]: ['&&'],
  [ts.SyntaxKind.PlusToken]: ['-'],
  [ts.SyntaxKind.MinusToken]: ['+'],
};

/** Methods whose absence leaves a value of the same shape. */
const sameShape = new Set(['slice', 'filter', 'toSorted']);

/** Returns every mutation of a TypeScript file, in the order of its lines, except in types and imports. */
export function mutationsOf(fileName: string, source: string): Mutation[] {
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true);
  const edits: Edit[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isImportDeclaration(node) || ts.isTypeNode(node) || ts.isInterfaceDeclaration(node)) return;
    edits.push(...editsOf(node));
    ts.forEachChild(node, visit);
  };
  visit(file);
  const seen = new Map<string, number>();
  return edits.map(({ node, text }) => {
    const [start, end] = [node.getStart(file), node.getEnd()];
    const plainName = `${placeOf(node)}: ${onOneLine(node.getText(file))} → ${onOneLine(text)}`;
    const times = (seen.get(plainName) ?? 0) + 1;
    seen.set(plainName, times);
    return {
      line: file.getLineAndCharacterOfPosition(start).line + 1,
      name: times > 1 ? `${plainName} (${times})` : plainName,
      text: source.slice(0, start) + text + source.slice(end),
    };
  });
}

function editsOf(node: ts.Node): Edit[] {
  const to = (text: string, target: ts.Node = node): Edit => ({ node: target, text });
  if (ts.isIfStatement(node) || ts.isWhileStatement(node)) return alwaysAndNever(node.expression);
  if (ts.isConditionalExpression(node)) return alwaysAndNever(node.condition);
  if (ts.isBinaryExpression(node)) return editsOfBinary(node);
  if (ts.isPrefixUnaryExpression(node)) {
    const operand = node.operand.getText();
    if (node.operator === ts.SyntaxKind.ExclamationToken) return [to(operand)];
    return node.operator === ts.SyntaxKind.PlusPlusToken ? [to(`--${operand}`)] : [];
  }
  if (ts.isPostfixUnaryExpression(node)) return [to(`${node.operand.getText()}--`)];
  if (ts.isExpressionStatement(node)) return [to(';')];
  if (ts.isReturnStatement(node)) return node.expression ? [to('undefined', node.expression)] : [];
  if (ts.isAwaitExpression(node)) return [to(node.expression.getText())];
  if (ts.isArrowFunction(node)) return ts.isBlock(node.body) ? [] : [to('undefined', node.body)];
  if (ts.isMethodDeclaration(node) || ts.isFunctionDeclaration(node)) {
    return node.body && node.body.statements.length > 1 ? [to('{ return undefined; }', node.body)] : [];
  }
  if (ts.isCallExpression(node)) return editsOfCall(node);
  if (ts.isObjectLiteralExpression(node)) return editsOfObject(node);
  if (ts.isArrayLiteralExpression(node)) return unspread(node, node.elements);
  if (ts.isNumericLiteral(node)) return [to(`${node.getText()} + 1`)];
  if (ts.isIdentifier(node) && node.text === 'Infinity') return [to('0')];
  if (ts.isStringLiteral(node)) return [to(node.text === '' ? "'x'" : "''")];
  if (node.kind === ts.SyntaxKind.TrueKeyword) return [to('false')];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return [to('true')];
  return [];
}

/** One of these two shows whatever a negated condition would show. */
function alwaysAndNever(condition: ts.Expression): Edit[] {
  return [
    { node: condition, text: 'true' },
    { node: condition, text: 'false' },
  ];
}

function editsOfBinary(node: ts.BinaryExpression): Edit[] {
  const { kind } = node.operatorToken;
  const [left, right] = [node.left.getText(), node.right.getText()];
  if (kind === ts.SyntaxKind.QuestionQuestionToken) {
    return [left, right].map((text) => ({ node, text }));
  }
  return (swapped[kind] ?? []).map((text) => ({ node: node.operatorToken, text }));
}

function editsOfCall(node: ts.CallExpression): Edit[] {
  const { expression, arguments: given } = node;
  if (ts.isPropertyAccessExpression(expression)) {
    const receiver = expression.expression;
    if (sameShape.has(expression.name.text)) return [{ node, text: receiver.getText() }];
    const isGlobal = ts.isIdentifier(receiver) && /^[A-Z]/.test(receiver.text);
    if (!isGlobal) return [];
  } else if (!ts.isIdentifier(expression)) {
    return [];
  }
  if (ts.isExpressionStatement(node.parent)) return [];
  return given.map((argument) => ({ node, text: `(${argument.getText()})` }));
}

function editsOfObject(node: ts.ObjectLiteralExpression): Edit[] {
  const texts = node.properties.map((property) => property.getText());
  const dropped = texts.map((_, at) => ({
    node,
    text: `({ ${texts.filter((__, other) => other !== at).join(', ')} })`,
  }));
  return [...dropped, ...unspread(node, node.properties)];
}

/** Replaces a copy by the original object. */
function unspread(node: ts.Node, [only, ...more]: readonly ts.Node[]): Edit[] {
  if (!only || more.length > 0 || !(ts.isSpreadElement(only) || ts.isSpreadAssignment(only))) return [];
  return [{ node, text: only.expression.getText() }];
}

function placeOf(node: ts.Node): string {
  for (let at: ts.Node | undefined = node.parent; at; at = at.parent) {
    if (ts.isConstructorDeclaration(at)) return 'constructor';
    if ((ts.isMethodDeclaration(at) || ts.isFunctionDeclaration(at)) && at.name) return at.name.getText();
    if (ts.isPropertyAssignment(at) && ts.isArrowFunction(at.initializer)) return at.name.getText();
  }
  return 'outside';
}

function onOneLine(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ');
  return line.length > 70 ? `${line.slice(0, 50)} … ${line.slice(-18)}` : line;
}
