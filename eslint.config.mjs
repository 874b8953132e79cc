// Biome lints and formats. ESLint is here only for the rules that need types: a promise nobody waits for
// is an error nobody sees.
import tseslint from "typescript-eslint";

export default tseslint.config({
  files: ["packages/*/src/**/*.ts", "packages/*/test/**/*.ts", "scripts/**/*.ts", "examples/**/*.ts"],
  languageOptions: { parser: tseslint.parser, parserOptions: { project: "./scripts/tsconfig.json" } },
  plugins: { "@typescript-eslint": tseslint.plugin },
  rules: {
    "@typescript-eslint/no-floating-promises": "error",
    "@typescript-eslint/no-misused-promises": "error",
    "@typescript-eslint/await-thenable": "error",
    "@typescript-eslint/only-throw-error": "error",
  },
});
