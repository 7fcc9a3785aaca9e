import { afterEach, describe, expect, test } from "vitest";
import { flavourNames, flavours, readFlavour } from "../../simulator/flavours.ts";
import { defaultFlavour } from "../../simulator/options.ts";
import { blankPdf } from "./pdf.ts";
import { anyNumber, ourNumber, startReceiver, startStage, until, type Stage } from "./stage.ts";

let stage: Stage;
afterEach(() => stage.close());
const start = async (name: string, answer?: Parameters<typeof startStage>[1]) => {
  stage = await startStage({ flavour: readFlavour(name) }, answer);
};
const receive = async () => {
  const document_base64 = blankPdf(1).toString("base64");
  const { json } = await stage.control("/inbound", { from: anyNumber, to: ourNumber, document_base64 });
  await stage.ended(json.fax_id);
  return stage.receiver.types(json.fax_id);
};
const cancelledReason = async () => {
  const id = await stage.send("+14155550116");
  await stage.client.faxes.actions.cancel(id);
  return (await stage.ended(id))?.failure_reason;
};

describe("each flavour plays the other side of one point", () => {
  test.each(["inbound_delivered", "all_at_once"])("%s: a reception ends with fax.delivered", async (name) => {
    await start(name);
    expect((await receive()).at(-1)).toBe("fax.delivered");
  });

  test.each(["head_first", "all_at_once"])("%s: HEAD before GET", async (name) => {
    await start(name);
    expect((await stage.ended(await stage.send(anyNumber)))?.status).toBe("delivered");
    expect(stage.media.requests.map(({ method }) => method)).toEqual(["HEAD", "GET"]);
  });

  test("head_first: a host that answers HEAD otherwise than 2xx is not asked for the document", async () => {
    await start("head_first");
    const id = await stage.send(anyNumber, { media_url: `${stage.media.url}/get-only.pdf` });
    expect(await stage.ended(id)).toMatchObject({ failure_reason: "file_download_failed" });
    expect(stage.media.requests.map(({ method }) => method)).toEqual(["HEAD"]);
    await stage.close();
    await start("");
    const plain = await stage.send(anyNumber, { media_url: `${stage.media.url}/get-only.pdf` });
    expect((await stage.ended(plain))?.status).toBe("delivered");
  });

  test.each([
    ["", { status: "delivered" }],
    ["pdf_only", { status: "failed", failure_reason: "file_format_invalid" }],
  ])("%s: a Word document is faxed, or is no format", async (name, end) => {
    await start(name);
    const id = await stage.send(anyNumber, { media_url: `${stage.media.url}/letter.docx` });
    expect(await stage.ended(id)).toMatchObject(end);
  });

  test.each([
    [400, 1],
    [404, 1],
    [408, 3],
    [429, 3],
    [503, 3],
    [302, 3],
  ])("no_retry_on_4xx: answer %i is heard %i times", async (status, times) => {
    await start("no_retry_on_4xx", () => status);
    const id = await stage.send("+12065550102");
    const ofFax = { filter: { webhook: { contains: id } } };
    await until(async () => {
      const { data } = await stage.client.webhookDeliveries.list(ofFax);
      return data.length === 2 && data.every(({ attempts }) => attempts?.length === times);
    });
    // Whatever came later on this clock would be a further attempt.
    const witness = await startReceiver();
    const later = await stage.send("+13125550101", { webhook_url: witness.url });
    await until(() => witness.types(later).includes("fax.failed"));
    await stage.control("/clock", { advance_seconds: 1_000 });
    await until(async () => (await stage.client.webhookDeliveries.list(ofFax)).data.length === 2);
    const { data } = await stage.client.webhookDeliveries.list(ofFax);
    expect(data.map(({ attempts }) => attempts?.length)).toEqual([times, times]);
    await witness.close();
  });

  test("oldest_first: the list begins with the first fax", async () => {
    await start("oldest_first");
    const ids = [await stage.send(anyNumber), await stage.send(anyNumber)];
    expect((await stage.client.faxes.list()).data.map((fax) => fax.id)).toEqual(ids);
  });

  test("pages_on_failed: a failed fax says its pages and its call", async () => {
    await start("pages_on_failed");
    const id = await stage.send("+13125550115", { media_url: `${stage.media.url}/3.pdf` });
    expect(await stage.ended(id)).toMatchObject({ status: "failed", page_count: 3 });
    expect(stage.receiver.of(id).at(-1)?.event.payload).toMatchObject({
      page_count: 3,
      call_duration_secs: expect.any(Number),
    });
  });

  test.each([
    ["", "sender_canceled"],
    ["canceled_otherwise", "originator_cancel"],
    ["canceled_silently", null],
  ])("%s: a canceled fax fails with %s", async (name, reason) => {
    await start(name);
    expect(await cancelledReason()).toBe(reason);
  });
});

describe("the words of SIM_FLAVOUR", () => {
  test("are a list; one that is none is refused with those that are", async () => {
    stage = await startStage();
    expect(readFlavour("")).toEqual({});
    expect(readFlavour("oldest_first, head_first")).toEqual({
      listOrder: "oldest_first",
      mediaRequest: "head_then_get",
    });
    expect(() => readFlavour("head_first,toString")).toThrow(
      /no flavour toString.*there are inbound_delivered, head_first/,
    );
  });

  test("each differ from the default, and all of them at once from every part of it", async () => {
    stage = await startStage();
    for (const name of flavourNames) {
      for (const [point, side] of Object.entries(readFlavour(name))) {
        expect([point, side]).not.toEqual([point, defaultFlavour[point as keyof typeof defaultFlavour]]);
      }
    }
    const points = new Set(flavourNames.flatMap((name) => Object.keys(readFlavour(name))));
    expect(Object.keys(flavours.all_at_once).sort()).toEqual([...points].sort());
  });
});
