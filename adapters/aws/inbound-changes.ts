import type { DocumentFacts, Failure } from "../../core/fax.ts";
import { changeFax, statusIs } from "./change-fax.ts";
import type { Table } from "./table.ts";

/** `fetching` -> `received`: the pages are in our bucket; the carrier's link is forgotten. */
export const markReceived = (table: Table, id: string, document: DocumentFacts, at: number) =>
  changeFax(table, id, {
    at,
    set: [
      [["status"], "received"],
      [["document"], document],
    ],
    // Not known where the carrier never said, and another hand stored them.
    fill: [[["pages"], document.pages ?? 0]],
    remove: [["link"], ["due_shard"], ["due"]],
    entry: { key: "stored", at, word: "stored" },
    when: statusIs("fetching"),
  });

/** `fetching` -> `failed`: the pages could not be had. The carrier's id stays, to ask there. */
export const markFetchFailed = (table: Table, id: string, failure: Failure, at: number) =>
  changeFax(table, id, {
    at,
    set: [
      [["status"], "failed"],
      [["failure"], failure],
    ],
    remove: [["due_shard"], ["due"]],
    entry: { key: "failed", at, word: "failed" },
    when: statusIs("fetching"),
  });

/** `receiving` -> `failed`: the carrier knows nothing of the reception any more. */
export const markReceptionLost = (table: Table, id: string, failure: Failure, at: number) =>
  changeFax(table, id, {
    at,
    set: [
      [["status"], "failed"],
      [["failure"], failure],
    ],
    remove: [["due_shard"], ["due"]],
    entry: { key: "failed", at, word: "failed" },
    when: statusIs("receiving"),
  });
