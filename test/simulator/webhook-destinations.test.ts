import { afterEach, describe, expect, test } from "vitest";
import { anyNumber, connectionId, ourNumber, startReceiver, startStage, until, type Stage } from "./stage.ts";

let stage: Stage;
afterEach(() => stage.close());

const changeApplication = async (change: object) => {
  const { data } = await stage.client.faxApplications.retrieve(connectionId);
  const { application_name = "", webhook_event_url = "" } = data ?? {};
  await stage.client.faxApplications.update(connectionId, { application_name, webhook_event_url, ...change });
};

describe("the application says where events go and how long its receiver has", () => {
  test("events follow its webhook URL, inbound ones too", async () => {
    stage = await startStage();
    const other = await startReceiver();
    await changeApplication({ webhook_event_url: other.url });
    const id = await stage.send(anyNumber);
    const { json } = await stage.control("/inbound", { from: anyNumber, to: ourNumber, failure_reason: "x" });
    await until(
      () => other.types(id).includes("fax.delivered") && other.types(json.fax_id).includes("fax.failed"),
    );
    expect((await stage.get(id))?.webhook_url).toBe(other.url);
    expect(stage.receiver.webhooks).toEqual([]);
    await other.close();
  });

  test("a receiver that takes two and a half seconds needs a longer time-out than the usual two", async () => {
    const slowly = () => new Promise<number>((resolve) => setTimeout(resolve, 2_500, 200));
    stage = await startStage({}, slowly);
    await changeApplication({ webhook_timeout_secs: 5 });
    const id = await stage.send("+12065550102");
    const ofFax = { webhook: { contains: id }, event_type: "fax.queued" };
    const list = async () => (await stage.client.webhookDeliveries.list({ filter: ofFax })).data;
    await until(async () => (await list()).length > 0);
    expect((await list()).map(({ status, attempts }) => [status, attempts?.length])).toEqual([
      ["delivered", 1],
    ]);
  });

  test("the third attempt goes to the failover URL; a failed delivery is on record", async () => {
    stage = await startStage({}, () => 503);
    const failover = await startReceiver();
    await changeApplication({ webhook_event_failover_url: failover.url });
    const id = await stage.send("+12065550102");
    await until(() => failover.types(id).includes("fax.failed"));
    expect((await stage.get(id))?.webhook_failover_url).toBe(failover.url);
    await until(async () => {
      const { data } = await stage.client.webhookDeliveries.list({ filter: { webhook: { contains: id } } });
      return data.length === 2 && data.every(({ attempts }) => attempts?.length === 3);
    });
    const { data } = await stage.client.webhookDeliveries.list({ filter: { webhook: { contains: id } } });
    for (const { status, attempts = [] } of data) {
      expect(status).toBe("delivered");
      expect(attempts.map((attempt) => [attempt.status, attempt.http?.response?.status])).toEqual([
        ["failed", 503],
        ["failed", 503],
        ["delivered", 200],
      ]);
    }
    await failover.close();
  });
});
