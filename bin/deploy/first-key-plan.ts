/** What is remembered of a stack's first key: its hash, never the key, and the installation it was made for. */
export type FirstKeyRecord = { firstApiKeySha256: string; apiUrl?: string };

export type FirstKeyPlan = {
  /** `make`: a new key goes with this deployment; `keep`: CloudFormation keeps what the stack has. */
  action: "make" | "keep";
  /** A sentence for a person; empty where nothing is unusual. */
  notice: string;
  /** The arguments that are the CDK's. */
  cdkArgs: string[];
  outputsFile: string | undefined;
};

const notExecuted = ["--no-execute", "--execute=false", "--method=prepare-change-set", "prepare-change-set"];

/** Decides what becomes of the first API key in this deployment. Throws for options that contradict each other. */
export function planFirstKey(args: string[], record: FirstKeyRecord | undefined): FirstKeyPlan {
  const wantsNew = args.includes("--new-first-key");
  const wantsKept = args.includes("--keep-first-key");
  if (wantsNew && wantsKept) throw new Error("Give --new-first-key or --keep-first-key, not both.");
  const cdkArgs = args.filter((arg) => arg !== "--new-first-key" && arg !== "--keep-first-key");
  const plan = { cdkArgs, outputsFile: optionValue(cdkArgs, ["--outputs-file", "-O"]) };
  if (cdkArgs.some((arg) => arg.includes("FirstApiKeySha256="))) {
    return { ...plan, action: "keep", notice: "The first API key is the one whose hash you gave." };
  }
  if (cdkArgs.some((arg) => notExecuted.includes(arg))) {
    const notice = "Nothing is executed now, so no first API key is made: a later `npm run deploy` makes it.";
    return { ...plan, action: "keep", notice };
  }
  if (wantsNew) {
    return { ...plan, action: "make", notice: "A new first API key takes the place of the one before." };
  }
  if (wantsKept || record) return { ...plan, action: "keep", notice: "" };
  const notice =
    "No first API key was made from this folder yet: one is made now. If the stack has one already, made elsewhere,\n" +
    "it would stop working: then say no, and deploy with --keep-first-key.";
  return { ...plan, action: "make", notice };
}

/** The stack's name, as `-c stack=NAME` gives it to `bin/app.ts`. */
export function stackNameIn(args: string[]): string {
  const contexts = [...valuesOf(args, "-c"), ...valuesOf(args, "--context")];
  const named = contexts.findLast((context) => context.startsWith("stack="))?.slice("stack=".length);
  return named !== undefined && /^[A-Za-z][A-Za-z0-9-]{0,127}$/.test(named) ? named : "ServerlessFax";
}

const optionValue = (args: string[], names: string[]): string | undefined =>
  names.flatMap((name) => valuesOf(args, name)).at(-1);

/** Values of an option written `--name value`, `--name=value` or, with one dash, `-nvalue`. */
function valuesOf(args: string[], name: string): string[] {
  return args.flatMap((arg, index) => {
    if (arg === name) return args[index + 1] ?? [];
    if (arg.startsWith(`${name}=`)) return arg.slice(name.length + 1);
    const isShort = name.length === 2 && arg.startsWith(name) && !arg.startsWith("--");
    return isShort ? arg.slice(name.length) : [];
  });
}
