import {
  cpSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";

/**
 * One synth serves every port: the settings that differ from run to run stand in the template as fixed words,
 * and this writes a copy of the assembly with the words of this run in their place. Assets are linked, not copied.
 */
export function fillTemplate(assembly: string, target: string, words: Record<string, string>): string {
  rmSync(target, { recursive: true, force: true });
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(assembly)) {
    const from = join(assembly, name);
    const to = join(target, name);
    if (name.endsWith(".template.json")) writeFileSync(to, fill(readFileSync(from, "utf8"), words));
    else if (name.startsWith("asset.")) link(from, to);
    else cpSync(from, to, { recursive: true });
  }
  return target;
}

function fill(text: string, words: Record<string, string>): string {
  return Object.entries(words).reduce((filled, [word, value]) => {
    if (!filled.includes(word)) throw new Error(`the template does not hold the word ${word}`);
    return filled.replaceAll(word, JSON.stringify(value).slice(1, -1));
  }, text);
}

function link(from: string, to: string): void {
  if (!existsSync(to)) symlinkSync(from, to);
}
