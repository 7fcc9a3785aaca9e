import { spawn } from "node:child_process";
import { delimiter, dirname, join } from "node:path";
import { deploy } from "./deploy/deploy.ts";

const usage = `Deploys the installation to your AWS account, and sees to its first API key.

  npm run deploy -- [options]
  --new-first-key    make another first key in place of the one before
  --keep-first-key   make none: the stack has one that was made elsewhere
  -c stack=NAME      name of the stack (default ServerlessFax)

All other options are those of cdk deploy, such as --profile NAME or --require-approval never.`;

const root = join(import.meta.dirname, "..");

/** The project's own CDK, on the Node that runs this. */
function runCdk(args: string[]): Promise<number> {
  const path = [dirname(process.execPath), process.env["PATH"] ?? ""].join(delimiter);
  const child = spawn(process.execPath, [join(root, "node_modules", "aws-cdk", "bin", "cdk"), ...args], {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, PATH: path },
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

const args = process.argv.slice(2);
if (args.includes("--help")) {
  console.log(usage);
} else {
  // Ctrl-C is the CDK's to answer: it says what the stack is left as.
  process.on("SIGINT", () => undefined);
  try {
    process.exitCode = await deploy(args, {
      recordFolder: join(root, ".deploy"),
      runCdk,
      say: (text) => console.log(text),
    });
  } catch (error) {
    console.error((error as Error).message);
    process.exitCode = 2;
  }
}
