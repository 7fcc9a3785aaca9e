// The import table of ARCHITECTURE.md as lint rules; test/workshop/imports.test.ts checks the same table.

const sdk = "@aws-sdk/|@smithy/";
const cdk = "aws-cdk-lib($|/)|constructs$";
const telnyx = "telnyx($|/)";

/** Which of our folders, and which of the ruled packages, a folder may not import. */
export const forbiddenImports = {
  core: {
    folders: ["adapters", "functions", "lib", "local", "simulator", "bin"],
    packages: [sdk, cdk, telnyx],
  },
  adapters: { folders: ["functions", "lib", "local", "simulator", "bin"], packages: [cdk, telnyx] },
  functions: { folders: ["lib", "local", "simulator", "bin"], packages: [sdk, cdk, telnyx] },
  lib: { folders: ["adapters", "local", "simulator", "bin"], packages: [sdk, telnyx] },
  local: { folders: ["adapters", "functions", "lib", "simulator", "bin"], packages: [sdk, cdk, telnyx] },
  simulator: { folders: ["adapters", "functions", "lib", "local", "bin"], packages: [sdk, cdk, telnyx] },
};

export const importRules = Object.entries(forbiddenImports).map(([folder, rule]) => ({
  files: [`${folder}/**/*.ts`],
  rules: {
    "no-restricted-imports": [
      "error",
      {
        patterns: [
          {
            regex: `^(\\.\\./)+(${rule.folders.join("|")})/`,
            message: `${folder}/ may not import that folder (see ARCHITECTURE.md).`,
          },
          {
            regex: `^(${rule.packages.join("|")})`,
            message: `${folder}/ may not import that package (see ARCHITECTURE.md).`,
          },
        ],
      },
    ],
  },
}));
