import { basename } from "node:path";
import type { Terminal } from "./session.ts";
import { clean, sizeInWords } from "./terminal-text.ts";

const barCells = 24;

/** Shows how far an upload is: a bar that grows where a person watches, one plain line elsewhere. */
export function uploadProgress(terminal: Terminal, file: { path: string; sizeBytes: number }) {
  const name = clean(basename(file.path));
  const size = sizeInWords(file.sizeBytes);
  if (!terminal.isTTY) {
    terminal.write(`Uploading ${name} (${size})\n`);
    return { show: (_bytes: number) => undefined, end: () => undefined };
  }
  let shown = -1;
  return {
    show: (bytes: number) => {
      const percent = Math.min(100, Math.floor((bytes * 100) / file.sizeBytes));
      if (percent === shown) return;
      shown = percent;
      const filled = Math.round((percent * barCells) / 100);
      const bar = "#".repeat(filled).padEnd(barCells, ".");
      terminal.write(`\r${name}  [${bar}] ${String(percent).padStart(3)} % of ${size}`);
    },
    end: () => void terminal.write("\n"),
  };
}
