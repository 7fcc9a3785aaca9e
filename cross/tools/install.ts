/** Installs what a check needs, each from its own registry, into the work folder; once. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { mustRun, need, workFolder } from "./run-command.ts";

const installSeconds = 900;

/** Runs `install` unless the same specification was installed there before. */
async function once(
  name: string,
  spec: string[],
  install: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = join(workFolder, name);
  const mark = join(folder, ".installed");
  const wanted = spec.join("\n");
  if (existsSync(mark) && readFileSync(mark, "utf8") === wanted) return folder;
  mkdirSync(folder, { recursive: true });
  console.error(`installing ${spec.join(", ")} ...`);
  await install(folder);
  writeFileSync(mark, wanted);
  return folder;
}

/** Answers the folder of the installed packages. */
export const installFromNpm = async (name: string, packages: string[]): Promise<string> =>
  join(
    await once(name, packages, async (folder) => {
      const flags = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts"];
      await mustRun(["npm", "install", "--prefix", folder, ...flags, ...packages], {
        seconds: installSeconds,
      });
    }),
    "node_modules",
  );

/** Answers the folder of the programs of a Python environment of its own. */
export const installFromPypi = async (name: string, packages: string[]): Promise<string> => {
  need("python3", ["--version"], "Python 3");
  const folder = await once(name, packages, async (venv) => {
    await mustRun(["python3", "-m", "venv", venv], { seconds: installSeconds });
    const pip = [join(venv, "bin", "pip"), "install", "--quiet", "--disable-pip-version-check"];
    await mustRun([...pip, ...packages], { seconds: installSeconds });
  });
  return join(folder, "bin");
};

/** Builds a Go program from its module; answers its file. */
export const installFromGo = async (name: string, module: string): Promise<string> => {
  need("go", ["version"], "Go");
  const folder = await once(name, [module], async (bin) => {
    await mustRun(["go", "install", module], {
      seconds: installSeconds,
      env: { GOBIN: bin, GOFLAGS: "-buildvcs=false" },
    });
  });
  return join(folder, name);
};
