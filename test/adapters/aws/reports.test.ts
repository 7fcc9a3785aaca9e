import { afterAll, expect, it } from "vitest";
import { readFaxWithRequest } from "../../../adapters/aws/change-fax.ts";
import { createFax } from "../../../adapters/aws/create-fax.ts";
import { noteReported, wasReported } from "../../../adapters/aws/reports.ts";
import { noon, outboundFax, requestOf, uuid } from "../../support/faxes.ts";
import { openTestTable } from "../../support/table-engine.ts";

const { table, close } = await openTestTable();
afterAll(close);

it("who was told by mail of a fax is remembered, address by address, and the fax is read as before", async () => {
  const [id, other] = [uuid("reported"), uuid("unreported")];
  await createFax(table, outboundFax({ id }), requestOf(id), 1000);
  const stored = await readFaxWithRequest(table, id);
  await noteReported(table, id, "ann@clinic.example", noon);
  const told = (fax: string, to: string) => wasReported(table, fax, to);
  expect(await told(id, "ann@clinic.example")).toBe(true);
  expect(await told(id, "bob@clinic.example")).toBe(false);
  expect(await told(other, "ann@clinic.example")).toBe(false);
  expect(await readFaxWithRequest(table, id)).toEqual(stored);
});
