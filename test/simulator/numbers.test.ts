import { parsePhoneNumberFromString } from "libphonenumber-js/min";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { numberRows, type NumberRow } from "../../simulator/fax/number-rows.ts";
import { startStage, type Stage } from "./stage.ts";

let stage: Stage;
beforeAll(async () => {
  stage = await startStage();
});
afterAll(() => stage.close());

/** Every reason that an outbound fax may have, by the carrier's error list and by what was seen. */
const outboundReasons = `user_busy receiver_no_answer receiver_no_response receiver_call_dropped
  receiver_communication_error receiver_recovery_on_timer_expire service_unavailable destination_unreachable
  fax_initial_communication_timeout fax_signaling_error invalid_ecm_response_from_receiver receiver_decline
  receiver_incompatible_destination receiver_unallocated_number receiver_invalid_number_format
  destination_invalid user_channel_limit_exceeded connection_channel_limit_exceeded
  outbound_profile_channel_limit_exceeded outbound_profile_daily_spend_limit_exceeded no_outbound_profile
  destination_not_in_countries_whitelist destination_not_in_service_plan unverified_origination_number
  unverified_destination_not_allowed account_disabled file_download_failed file_format_invalid
  file_size_limit_exceeded page_count_limit_exceeded media_processing_exception success sender_canceled
  rejected receiver_calling_the_number_is_busy`.split(/\s+/);

test("the control plane lists number, outcome, reason and a description of every row", async () => {
  const { json } = await stage.control("/numbers");
  expect(json).toEqual(
    numberRows.map(({ number, outcome, failure_reason, description }) => ({
      number,
      outcome,
      failure_reason,
      description,
    })),
  );
});

test("there is a row for every outbound failure reason, an unheard-of one and a missing one", () => {
  const reasons = numberRows.map((row) => row.failure_reason);
  expect(outboundReasons.filter((reason) => !reasons.includes(reason))).toEqual([]);
  expect(reasons).toContain("unheard_of_reason");
  expect(numberRows.filter((row) => row.outcome === "failed" && row.failure_reason === null)).toHaveLength(1);
});

test("every number is its own, possible and of the US", () => {
  expect(new Set(numberRows.map((row) => row.number)).size).toBe(numberRows.length);
  for (const { number } of numberRows) {
    const parsed = parsePhoneNumberFromString(number);
    expect([number, parsed?.isPossible(), parsed?.country]).toEqual([number, true, "US"]);
  }
});

const failing = numberRows.filter((row) => row.outcome === "failed");

describe("a fax to a row that fails really fails, and its webhook says so", () => {
  test.each(failing)("$number $failure_reason", async (row: NumberRow) => {
    const id = await stage.send(row.number, { client_state: "c3RhdGU=" });
    expect(await stage.ended(id)).toMatchObject({
      status: "failed",
      failure_reason: row.failure_reason,
      internal_failure_reason: row.failure_reason,
    });
    const told = stage.receiver.of(id);
    expect(told[0]?.event.event_type).toBe("fax.queued");
    expect(told.at(-1)?.event.event_type).toBe("fax.failed");
    expect(told.at(-1)?.event.payload.failure_reason).toBe(row.failure_reason ?? undefined);
  });
});

test("a fax fails where its reason belongs: document, account, ringing, sending", async () => {
  const [file, account, busy, dropped] = await Promise.all(
    ["file_format_invalid", "account_disabled", "user_busy", "receiver_call_dropped"].map(async (reason) => {
      const id = await stage.send(numberOf((row) => row.failure_reason === reason));
      await stage.ended(id);
      const called = (await stage.control("/calls")).json.some(
        (call: { fax_id: string }) => call.fax_id === id,
      );
      return { types: stage.receiver.types(id), called };
    }),
  );
  expect(file).toEqual({ types: ["fax.queued", "fax.failed"], called: false });
  expect(account).toEqual({ types: ["fax.queued", "fax.media.processed", "fax.failed"], called: false });
  expect(busy).toEqual({ types: ["fax.queued", "fax.media.processed", "fax.failed"], called: true });
  expect(dropped).toEqual({
    types: ["fax.queued", "fax.media.processed", "fax.sending.started", "fax.failed"],
    called: true,
  });
});

test("any number that is not in the table is delivered", async () => {
  expect(await stage.ended(await stage.send("+16135550142"))).toMatchObject({ status: "delivered" });
  expect(await stage.ended(await stage.send("+13125550100"))).toMatchObject({ status: "delivered" });
});

const numberOf = (isIt: (row: NumberRow) => boolean): string => numberRows.find(isIt)?.number ?? "";
