import { join } from "node:path";
import ts from "typescript";
import { type CodeBlock, folderOf } from "./code-blocks.js";

/**
 * Type-checks code blocks, each as a module of its own in the folder of its Markdown file.
 *
 * Names a page takes for granted (`nextcloud`, `platform` ...) are declared in `ambient.d.ts`; a block that makes its own
 * hides them.
 *
 * @returns one line per error, such as `README.md:12:5 Property 'x' does not exist`.
 */
export function checkTypes(root: string, blocks: readonly CodeBlock[]): string[] {
  const options = optionsOf(root);
  const byName = new Map(
    blocks.map((block) => [
      join(root, folderOf(block), `${block.file.replaceAll("/", "_")}.${block.line}.ts`),
      block,
    ]),
  );
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists } = host;
  host.fileExists = (name) => byName.has(name) || fileExists(name);
  host.getSourceFile = (name, version, ...rest) => {
    const block = byName.get(name);
    if (block === undefined) return getSourceFile(name, version, ...rest);
    // Behind the code, where they leave its lines their numbers.
    return ts.createSourceFile(name, `${block.code}\n${block.given}`, version, true);
  };
  const ambient = join(root, "scripts/docs/ambient.d.ts");
  const program = ts.createProgram([...byName.keys(), ambient], options, host);
  return [...byName].flatMap(([name, block]) => {
    const source = program.getSourceFile(name);
    return [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)].map(
      (diagnostic) => describe(block, diagnostic),
    );
  });
}

function optionsOf(root: string): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(root, "tsconfig.base.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent(config, ts.sys, root);
  return {
    ...options,
    noEmit: true,
    // A block shows something; it need not use all it shows.
    noUnusedLocals: false,
    noUnusedParameters: false,
    moduleDetection: ts.ModuleDetectionKind.Force,
  };
}

function describe(block: CodeBlock, { file, start, messageText }: ts.Diagnostic): string {
  const text = ts.flattenDiagnosticMessageText(messageText, "\n  ");
  if (file === undefined || start === undefined) return `${block.file}:${block.line} ${text}`;
  const { line, character } = file.getLineAndCharacterOfPosition(start);
  return `${block.file}:${block.line + line}:${character + 1} ${text}`;
}
