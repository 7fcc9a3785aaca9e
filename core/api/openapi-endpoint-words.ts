import type { FieldWords } from "./openapi-field-words.ts";

/** Fields of the bodies of webhook endpoints; a test holds these lists against the schemas. */
export const createEndpointWords: Record<string, FieldWords> = {
  url: {
    description:
      "Where events are sent: https, and an address of the public internet, also after DNS. It is never redirected.",
    examples: ["https://clinic.example.com/fax-events"],
  },
  description: { description: "Your own words for it." },
  events: { description: "What it is to hear of; null or nothing: every event." },
  format: {
    description:
      "`standard` (unless given): bodies and signatures of Standard Webhooks. `telnyx`: those of Telnyx's own webhooks, so that code written for them works unchanged; only what Telnyx has a word for is sent.",
  },
};

export const changeEndpointWords: Record<string, FieldWords> = {
  url: { description: "Where events are sent from now on." },
  description: { description: "Your own words for it." },
  events: { description: "What it is to hear of; null: every event." },
  enabled: {
    description: "False turns it off: what happens meanwhile is not kept for it. True turns it on again.",
  },
};

export const replayWords: Record<string, FieldWords> = {
  since: { description: "Events that happened from this time on.", examples: ["2026-10-02T00:00:00Z"] },
  until: { description: "And until this time; until now unless given." },
  status: { description: "Only those whose delivery has come to this, such as `failed`." },
  after: { description: "`next` of an earlier answer." },
};
