// The import table of ARCHITECTURE.md as lint rules; test/workshop/imports.test.ts checks the same table.

const sdkPackages = ["@aws-sdk/*", "@smithy/*", "aws-cdk-lib", "aws-cdk-lib/*", "constructs", "telnyx", "telnyx/*"];

/** Which of our folders, and which of the ruled packages, a folder may not import. */
const forbidden = {
  core: { folders: ["adapters", "functions", "lib", "local", "simulator", "bin"], packages: sdkPackages },
  adapters: {
    folders: ["functions", "lib", "local", "simulator", "bin"],
    packages: ["aws-cdk-lib", "aws-cdk-lib/*", "constructs", "telnyx", "telnyx/*"],
  },
  functions: { folders: ["lib", "local", "simulator", "bin"], packages: sdkPackages },
  lib: {
    folders: ["adapters", "local", "simulator", "bin"],
    packages: ["@aws-sdk/*", "@smithy/*", "telnyx", "telnyx/*"],
  },
  local: { folders: ["adapters", "functions", "lib", "simulator", "bin"], packages: sdkPackages },
  simulator: { folders: ["adapters", "functions", "lib", "local", "bin"], packages: sdkPackages },
};

export const importRules = Object.entries(forbidden).map(([folder, rule]) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          ...rule.folders.map((name) => ({
            group: [`**/../${name}/**`, `../${name}/**`],
            message: `${folder}/ may not import ${name}/ (see ARCHITECTURE.md).`,
          })),
          { group: rule.packages, message: `${folder}/ may not import this package (see ARCHITECTURE.md).` },
        ],
      },
    ],
  },
}));
