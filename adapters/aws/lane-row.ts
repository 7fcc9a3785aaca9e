import type { BadNumber } from "../../core/after-failed-call.ts";
import type { Row } from "../../core/courtesy.ts";
import type { Plain } from "./table.ts";

/** What a lane's item remembers of its number beside who holds it: calls in a row without an answer, and a mark. */
export type LaneMemory = { row?: Row; bad?: BadNumber };

/** What a call that ends leaves there. `answered` ends the row and takes the mark off; undefined: no call was made. */
export type LaneNews = "answered" | LaneMemory | undefined;

export function readLaneMemory(item: Plain | undefined): LaneMemory {
  const tries = item?.["tries"] as number | undefined;
  const bad = item?.["bad"] as BadNumber | undefined;
  return {
    ...(tries === undefined
      ? {}
      : {
          row: {
            tries,
            allBusy: item?.["all_busy"] as boolean,
            ...(item?.["not_before"] === undefined ? {} : { notBefore: item["not_before"] as number }),
          },
        }),
    ...(bad ? { bad } : {}),
  };
}

/** The same as a part of an update: what to set, what to remove. */
export function laneNewsUpdate(news: LaneNews): { set: string[]; remove: string[]; values: Plain } {
  if (news === undefined) return { set: [], remove: [], values: {} };
  if (news === "answered") return { set: [], remove: ["tries", "all_busy", "not_before", "bad"], values: {} };
  const { row, bad } = news;
  return {
    set: [
      ...(row ? ["tries = :tries", "all_busy = :busy"] : []),
      ...(row?.notBefore === undefined ? [] : ["not_before = :rest"]),
      ...(bad ? ["bad = :bad"] : []),
    ],
    remove: [...(row ? [] : ["tries", "all_busy"]), ...(row?.notBefore === undefined ? ["not_before"] : [])],
    values: {
      ...(row ? { ":tries": row.tries, ":busy": row.allBusy } : {}),
      ...(row?.notBefore === undefined ? {} : { ":rest": row.notBefore }),
      ...(bad ? { ":bad": bad } : {}),
    },
  };
}
