import { afterEach, describe, expect, it } from "vitest";
import { withoutConditions } from "../../local/door/services/unconditional.ts";
import { isPlanted, plantNames, plantedNow, setPlant } from "../../local/plants.ts";
import { openStand } from "./door-stand.ts";

afterEach(() => {
  for (const name of plantNames) setPlant(name, false);
});

describe("the switchboard of planted faults", () => {
  it("is all off unless somebody asks", () => {
    expect(plantedNow()).toEqual([]);
  });

  it("makes every condition hold, in single writes and in transactions, and touches nothing else", () => {
    const write = { TableName: "t", ConditionExpression: "attribute_not_exists(#n0)" };
    const relaxed = "(attribute_not_exists(#n0)) OR attribute_exists(pk) OR attribute_not_exists(pk)";
    expect(withoutConditions(write)).toEqual({ TableName: "t", ConditionExpression: relaxed });
    expect(withoutConditions({ TransactItems: [{ Put: write }, { Update: { Key: {} } }] })).toEqual({
      TransactItems: [{ Put: { TableName: "t", ConditionExpression: relaxed } }, { Update: { Key: {} } }],
    });
    expect(withoutConditions({ Key: {} })).toEqual({ Key: {} });
  });
});

describe("the control of a running door", () => {
  it("switches a fault on and off, and says what is on", async () => {
    const stand = await openStand({ reader: [] });
    const control = (init?: RequestInit) => fetch(`${stand.door.url}/_control/plants`, init);
    const send = (body: unknown) => control({ method: "POST", body: JSON.stringify(body) });
    try {
      expect(await (await control()).json()).toEqual([]);
      expect(await (await send({ name: "iam-open-action", on: true })).json()).toEqual(["iam-open-action"]);
      expect(() => stand.door.authorize("reader", "dynamodb:GetItem", "arn:any")).not.toThrow();
      expect(() => stand.door.authorize("reader", "dynamodb:PutItem", "arn:any")).toThrow(/not authorized/);
      expect(await (await send({ name: "iam-open-action", on: false })).json()).toEqual([]);
      expect(() => stand.door.authorize("reader", "dynamodb:GetItem", "arn:any")).toThrow(/not authorized/);
      expect(isPlanted("iam-open-action")).toBe(false);
    } finally {
      await stand.stop();
    }
  });

  it("refuses what it does not know, and whoever comes from a web page", async () => {
    const stand = await openStand({});
    const url = `${stand.door.url}/_control/plants`;
    const body = JSON.stringify({ name: "stream-silent", on: true });
    try {
      expect((await fetch(url, { method: "POST", body: '{"name":"x","on":true}' })).status).toBe(422);
      expect((await fetch(url, { method: "POST", body: "no JSON" })).status).toBe(422);
      const foreign = await fetch(url, { method: "POST", body, headers: { origin: "https://evil.example" } });
      expect(foreign.status).toBe(403);
      expect(plantedNow()).toEqual([]);
    } finally {
      await stand.stop();
    }
  });
});
