import { tellKind } from "../../core/documents/tell-kind.ts";
import type { Received } from "./receive.ts";

type Row = [
  message: string,
  recipients: string,
  documents: string,
  cover: string,
  leftOut: string,
  reply: string,
];

const heads: Row = ["message", "recipients", "documents", "cover", "left out", "reply"];

/** The row of a message: all that became of it, in words. */
export function rowOf(name: string, { outcomes, orders, leftOut, replies }: Received): Row {
  const [first] = orders;
  const cover = first?.body.cover_page;
  const [reply] = replies;
  const thread = reply?.inReplyTo === undefined ? "alone" : `in thread of ${reply.references?.length ?? 0}`;
  return [
    name,
    outcomes.join(", ") || "nothing",
    first?.contents.map((bytes) => tellKind(bytes)).join(", ") ?? "",
    cover ? Object.keys(cover).join(" and ") || "bare" : "",
    leftOut.join(", "),
    reply ? `${reply.to}, ${thread}` : "nobody",
  ];
}

/** Rows under their heads, in columns as wide as they need. */
export function tableOf(rows: Row[]): string {
  const all = [heads, ...rows];
  const widths = heads.map((_, column) => Math.max(...all.map((row) => row[column]?.length ?? 0)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(" | ")).join("\n");
}
