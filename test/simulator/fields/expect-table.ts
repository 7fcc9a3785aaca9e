import { expect } from "vitest";
import { listMetaTable } from "./record-tables.ts";
import { differences, type AnyTable } from "./table.ts";

/** The object has exactly the fields of its table; `so` are the conditions that hold. */
export const expectTable = (object: object | undefined, table: AnyTable, ...so: string[]): void =>
  expect(differences((object ?? {}) as Record<string, unknown>, table, (when) => so.includes(when))).toEqual(
    [],
  );

export const expectMeta = (page: { meta: object }): void => expectTable(page.meta, listMetaTable);
