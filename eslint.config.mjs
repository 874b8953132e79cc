// Biome lints and formats. ESLint is here for the rules that need types: a promise nobody waits for is an
// error nobody sees, and one that is thrown before there is a promise passes by whoever waits for it. It
// also keeps files short.
import tseslint from "typescript-eslint";

export default tseslint.config(
  {
    files: ["packages/*/src/**/*.ts", "packages/*/test/**/*.ts", "scripts/**/*.ts", "examples/**/*.ts"],
    languageOptions: { parser: tseslint.parser, parserOptions: { project: "./scripts/tsconfig.json" } },
    plugins: { "@typescript-eslint": tseslint.plugin },
    rules: {
      "@typescript-eslint/no-floating-promises": "error",
      "@typescript-eslint/no-misused-promises": "error",
      "@typescript-eslint/await-thenable": "error",
      "@typescript-eslint/only-throw-error": "error",
    },
  },
  {
    files: ["packages/*/src/**/*.ts"],
    // What every call passes through hands its promises on; whoever calls it is async already.
    ignores: [
      "packages/resilience/src/{http,pipeline,policies,redis}/**",
      "packages/resilience/src/with-resilience.ts",
      "packages/nextcloud/src/{dav,ocs}/**",
      "packages/{openproject,zulip}/src/transport.ts",
      "packages/zulip/src/verbs.ts",
      "packages/queue/src/lmdb/**",
      "packages/webhooks/src/receiver/**",
    ],
    rules: { "@typescript-eslint/promise-function-async": ["error", { checkArrowFunctions: false }] },
  },
  {
    files: ["packages/*/src/**/*.ts", "scripts/**/*.ts", "examples/**/*.ts"],
    rules: { "max-lines": ["error", 300] },
  },
  {
    files: ["packages/*/src/**/*.ts"],
    ignores: ["packages/resilience/src/http/open-object.ts"],
    rules: {
      "no-restricted-syntax": [
        "error",
        {
          selector: "MemberExpression[property.name='looseObject']",
          message:
            "Take openObject: with this a misspelt field compiles, because every name is one of its type.",
        },
      ],
    },
  },
);
