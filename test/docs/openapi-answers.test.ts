import * as v from "valibot";
import { describe, expect, test } from "vitest";
import { apiKeyView, type ApiKey } from "../../core/api-key.ts";
import { fax as faxAnswer } from "../../core/api/openapi-fax-answer.ts";
import * as answers from "../../core/api/openapi-answers.ts";
import { faxDocument } from "../../core/api/openapi-document-answers.ts";
import * as operatorAnswers from "../../core/api/openapi-operator-answers.ts";
import * as examples from "../../core/api/openapi-examples.ts";
import { contact, contactView } from "../../core/api/contact-view.ts";
import { mailbox, mailboxView } from "../../core/api/mailbox-view.ts";
import { mailboxExample } from "../../core/api/openapi-mailboxes.ts";
import { changedMailbox, newMailbox } from "../../core/mailbox/mailbox-body.ts";
import { contactExample } from "../../core/api/openapi-contacts.ts";
import { broadcastView, rejectionView } from "../../core/api/broadcast-view.ts";
import * as ofBroadcasts from "../../core/api/openapi-broadcast-answers.ts";
import * as broadcastExamples from "../../core/api/openapi-broadcast-examples.ts";
import { previewExample } from "../../core/api/openapi-preview.ts";
import { preview } from "../../core/api/preview.ts";
import { problemAnswers } from "../../core/api/openapi-problems.ts";
import { carrierView } from "../../core/carrier-setup.ts";
import { faxPages, faxPagesView } from "../../core/api/fax-pages.ts";
import { faxView } from "../../core/api/fax-view.ts";
import { invalid, problemBody } from "../../core/errors.ts";
import type { FaxRequest, InboundFax, OutboundFax } from "../../core/fax.ts";
import { refusalView } from "../../core/refusal.ts";
import { broadcastOf } from "../support/broadcasts.ts";

/** What is answered must hold every promised field, and no field that the description does not name. */
const check = (schema: { entries: v.ObjectEntries }, value: unknown) => {
  const result = v.safeParse(v.strictObject(schema.entries), JSON.parse(JSON.stringify(value)));
  expect(result.issues?.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`) ?? []).toEqual([]);
};

const at = Date.UTC(2026, 9, 2, 14);
const id = "4f1d6a52-8c1e-4b0a-9d3f-2a6b7c8d9e0f";
const facts = {
  id,
  to: "+13125550148",
  from: "+13125550100",
  connectionId: "234423",
  createdAt: at,
  updatedAt: at,
  revision: 1,
  wakes: 0,
  timeline: [{ key: "accepted", at, word: "accepted" }],
};
const document = {
  sha256: "ab".repeat(32),
  sizeBytes: 10,
  pages: 1,
  contentType: "application/pdf" as const,
};
const failure = { reason: "user_busy", internalReason: "user_busy", detail: "The line was busy." };

const bare: OutboundFax = {
  ...facts,
  direction: "outbound",
  status: "preparing",
  attempts: [],
  settings: {},
  unsentTries: 0,
};
const full: OutboundFax = {
  ...bare,
  broadcastId: "brd_1f2e3d4c5b6a7988",
  line: "lane",
  priority: "high",
  scheduledAt: at,
  giveUpAt: at,
  retry: { max_attempts: 3, busy: { pauses_seconds: [60], redials: 2 } },
  status: "queued",
  timeline: [...facts.timeline, { key: "x", at, word: "fax.failed", attempt: 1 }],
  attempts: [
    {
      number: 1,
      state: "failed",
      rank: 100,
      startedAt: at,
      endedAt: at,
      carrierFaxId: id,
      failureReason: "user_busy",
    },
    { number: 2, state: "submitting", rank: 0, startedAt: at },
  ],
  settings: {
    quality: "high",
    monochrome: true,
    blackThreshold: 90,
    t38Enabled: false,
    fromDisplayName: "Clinic",
    storeMedia: true,
    storePreview: true,
    previewFormat: "pdf",
  },
  reference: "case-1",
  tags: ["a"],
  waitingFor: "carrier_capacity",
  notBefore: at,
  cancelRequestedAt: at,
  uploadExpiresAt: at,
  resendOf: id,
  resentAs: [id],
  warnings: [{ code: "possible_duplicate", faxId: id }],
  document,
  failure,
  pageCount: 1,
  callSeconds: 3,
};
const inbound: InboundFax = {
  ...facts,
  direction: "inbound",
  status: "receiving",
  carrierFaxId: id,
  rank: 20,
};
const twoLinks = {
  kind: "several" as const,
  parts: [{ url: "https://files.example.com/a.pdf" }, { url: "https://files.example.com/b.pdf" }],
};
const request: FaxRequest = {
  faxId: id,
  media: twoLinks,
  bodyHash: "",
  origin: { door: "api", by: "key_first" },
  clientState: "Y2FzZQ==",
  webhookUrl: "https://app.example.com/",
};
const links = { document: "https://documents.example.com/a", upload: "https://documents.example.com/u" };

describe("the Fax object is what faxView shows", () => {
  test.each<[string, Record<string, unknown>]>([
    ["bare outbound", faxView(bare, undefined)],
    ["full outbound", faxView(full, request, links, true)],
    ["bare inbound", faxView(inbound, undefined, {}, true)],
    [
      "full inbound",
      faxView(
        {
          ...inbound,
          status: "failed",
          callerId: "Clinic",
          partialContent: true,
          document,
          failure,
          pageCount: 1,
        },
        undefined,
        links,
        true,
      ),
    ],
  ])("%s", (_name, view) => check(faxAnswer, view));

  test("and names no field that faxView never shows", () => {
    const shown = [faxView(full, request, links, true), faxView(inbound, undefined, links, true)];
    expect(new Set(shown.flatMap((view) => Object.keys(view)))).toEqual(
      new Set(Object.keys(faxAnswer.entries)),
    );
  });
});

test("keys, refusals and problems are what their views show", () => {
  const key: ApiKey = { id: "key_first", name: "n", scopes: ["admin"], secretHash: "h", createdAt: at };
  check(answers.apiKey, apiKeyView(key));
  check(answers.apiKey, apiKeyView({ ...key, expiresAt: at, revokedAt: at, duplicates: "refuse" }));
  check(answers.apiKey, apiKeyView({ ...key, mailboxId: mailboxExample.id }));
  const refusal = {
    id,
    door: "mail",
    at,
    from: "a@example.com",
    to: ["b"],
    reason: "spam_or_virus",
    detail: "d",
  } as const;
  check(answers.refusal, refusalView({ ...refusal, to: [...refusal.to] }));
  check(answers.problem, problemBody(invalid("10016", "t", "d", { pointer: "/to" })));
  check(answers.problem, problemBody(invalid("10016", "t", "d", { parameter: "filter[to]" })));
});

test("the carrier's set-up is what its view shows", () => {
  const setup = {
    baseUrl: "https://api.telnyx.com/v2",
    connectionId: "234423",
    from: "+13125550100",
    publicKeys: [],
    key: "KEY",
    keyParameter: "/ServerlessFax/carrier-key",
    mediaLink: "stream",
    allowedCountries: ["US"],
    defaultCountry: "US",
    maxFaxesPerDay: 1000,
    mailDomain: "fax.example.com",
    header: { senderName: "", timeZone: "UTC" },
    breaker: { reason: "account_disabled", since: at, pauseSeconds: 300, probeAt: at },
  } as const;
  const { carrier } = operatorAnswers;
  check(carrier, carrierView({ ...setup, publicKeys: [], allowedCountries: ["US"] }));
  check(
    carrier,
    carrierView({
      ...setup,
      publicKeys: [],
      allowedCountries: [],
      key: undefined,
      connectionId: "",
      from: "",
      mailDomain: "",
      header: undefined,
      breaker: undefined,
    }),
  );
});

test("stored pages are what their view shows; fewer than were told of are a part", () => {
  const looked = [{ isBlank: false }, { isBlank: true }];
  const views = [2, 3, undefined].map((told) =>
    faxPagesView({ ...inbound, ...(told === undefined ? {} : { pageCount: told }) }, looked),
  );
  for (const view of views) check(faxPages, view);
  expect(views.map(({ partial }) => partial)).toEqual([false, true, false]);
  expect(faxPagesView({ ...inbound, partialContent: true }, looked).partial).toBe(true);
});

test("broadcasts and rejections are what their views show", () => {
  const counts = { delivered: 1, failed: 0, canceled: 0 };
  check(ofBroadcasts.broadcast, broadcastView(broadcastOf(), counts));
  const order = { ...broadcastOf().order, retry: { max_attempts: 3 }, give_up_at: "2026-10-02T14:00:00Z" };
  const list = { id: "a", rows: 3, duplicates: 1, rejected: 1, numbers: 1 };
  const failure = { reason: "r", detail: "d" };
  const all = broadcastOf({
    order,
    media: twoLinks,
    document,
    list,
    failure,
    notBefore: at,
    waitsFor: "daily_limit",
    uploadExpiresAt: at,
  });
  const shown = broadcastView(all, counts, { list: links.document, document: links.upload });
  check(ofBroadcasts.broadcast, shown);
  expect(Object.keys(shown).sort()).toEqual(Object.keys(ofBroadcasts.broadcast.entries).sort());
  check(ofBroadcasts.rejection, rejectionView({ row: 2, value: "x", why: "number_not_understood" }));
  check(ofBroadcasts.broadcast, broadcastExamples.broadcast);
  check(ofBroadcasts.broadcast, broadcastExamples.acceptedBroadcast);
  check(ofBroadcasts.rejection, broadcastExamples.rejection);
});

test("mailboxes are what their view shows", () => {
  const least = newMailbox({ name: "Desk", numbers: ["+13125550148"] }, mailboxExample.id, 0);
  const whole = changedMailbox(
    least,
    {
      from_display_name: "Clinic",
      header_text: "Clinic, desk",
      time_zone: "UTC",
      country: "US",
      mail: { senders: ["@x.example"], text: "ignore" },
      retention_days: 30,
    },
    0,
  );
  for (const one of [least, whole]) check(mailbox, mailboxView(one));
  check(mailbox, mailboxExample);
});

test("contacts are what their view shows", () => {
  const least = {
    id: "con_1a0fcea2b001f2e3",
    name: "Dr. Lee",
    number: "+13125550148",
    createdAt: at,
    updatedAt: at,
  };
  for (const one of [least, { ...least, alias: "dr-lee", company: "Lee Cardiology", notes: "Mornings." }])
    check(contact, contactView(one));
  check(contact, contactExample);
});

test("the examples are such objects", () => {
  for (const fax of [examples.acceptedFax, examples.deliveredFax, examples.deliveredFaxInFull])
    check(faxAnswer, fax);
  check(faxDocument, examples.faxDocument);
  check(answers.apiKey, examples.apiKey);
  check(answers.newApiKey, examples.newApiKey);
  check(answers.refusal, examples.refusal);
  check(answers.health, examples.health);
  check(operatorAnswers.carrier, examples.carrier);
  check(operatorAnswers.diagnosis, examples.diagnosis);
  check(preview, previewExample);
  for (const answer of Object.values(problemAnswers())) {
    check(answers.problem, answer.content?.["application/problem+json"]?.example);
  }
});
