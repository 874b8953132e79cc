import ts from "typescript";

const CODE = /^[A-Z][A-Z0-9_]{2,}$/;

/** Finds the stable codes that a source file gives to errors. */
export function errorCodes(source: string): Set<string> {
  const codes = new Set<string>();
  const visit = (node: ts.Node): void => {
    for (const expression of codePlaces(node)) {
      for (const text of literals(expression)) if (CODE.test(text)) codes.add(text);
    }
    node.forEachChild(visit);
  };
  visit(ts.createSourceFile("source.ts", source, ts.ScriptTarget.Latest, true));
  return codes;
}

/** The places where a code stands: among an error's arguments, beside its class in a table, as a `code`. */
function codePlaces(node: ts.Node): readonly ts.Expression[] {
  if (ts.isNewExpression(node)) return node.arguments ?? [];
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.SuperKeyword) return node.arguments;
  if (ts.isArrayLiteralExpression(node)) return node.elements.some(isErrorClass) ? node.elements : [];
  if (ts.isPropertyAssignment(node) && isCode(node.name)) return [node.initializer];
  if (ts.isPropertyDeclaration(node) && isCode(node.name)) return node.initializer ? [node.initializer] : [];
  if (ts.isReturnStatement(node) && node.expression && functionName(node) === "codeOf") {
    return [node.expression];
  }
  return [];
}

function isErrorClass(node: ts.Expression): boolean {
  return ts.isIdentifier(node) && node.text.endsWith("Error");
}

function isCode(name: ts.PropertyName): boolean {
  return ts.isIdentifier(name) && (name.text === "code" || name.text === "vendorCode");
}

function functionName(node: ts.Node): string | undefined {
  return ts.findAncestor(node, ts.isFunctionDeclaration)?.name?.text;
}

function literals(expression: ts.Expression): string[] {
  if (ts.isStringLiteral(expression)) return [expression.text];
  if (ts.isConditionalExpression(expression)) {
    return [...literals(expression.whenTrue), ...literals(expression.whenFalse)];
  }
  if (ts.isBinaryExpression(expression)) return [...literals(expression.left), ...literals(expression.right)];
  return [];
}
