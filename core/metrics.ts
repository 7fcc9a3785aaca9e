/** Every figure of the product, once: the functions count by this table, and alarms and the dashboard read it. */

type Metric = {
  unit: "Count" | "Seconds" | "Percent" | "None";
  /** What it tells an operator. */
  tells: string;
  /** Words of the log that count one each. */
  words?: readonly string[];
  /** Told apart by the class of the failure. */
  byClass?: true;
};

export const metrics = {
  Delivered: { unit: "Count", tells: "faxes delivered" },
  Failed: { unit: "Count", tells: "faxes that ended failed, by class of the failure", byClass: true },
  FailedShare: { unit: "Percent", tells: "share of the faxes that ended which ended failed" },
  ConfigurationFailures: { unit: "Count", tells: "faxes that failed for what an operator can set right" },
  Redials: { unit: "Count", tells: "calls that failed and are made again" },
  InProgress: { unit: "Count", tells: "calls in progress" },
  OldestWaiting: { unit: "Seconds", tells: "how long the fax waits that waits longest for us" },
  Breaker: {
    unit: "None",
    tells: "1 while the carrier takes no faxes of the account",
    words: ["breaker_opened", "carrier_refuses_account"],
  },
  Unknowns: { unit: "Count", tells: "calls whose answer was lost", words: ["attempt_unknown"] },
  UnknownsUnresolved: { unit: "Count", tells: "calls of which nothing is known for half an hour" },
  SweepRepairs: {
    unit: "Count",
    tells: "what the sweep had to repair",
    words: [
      "found_by_asking",
      "attempt_absent",
      "carrier_record_gone",
      "inbound_found_by_listing",
      "census_found_open",
    ],
  },
  Contradictions: {
    unit: "Count",
    tells: "events that do not fit our records: second, different ends, and calls that were not made",
    words: ["contradicting_event", "stray_call"],
  },
  StrayCalls: { unit: "Count", tells: "calls that our records say were not made", words: ["stray_call"] },
  RefusedWebhooks: { unit: "Count", tells: "webhooks not signed by the carrier", words: ["webhook_refused"] },
} as const satisfies Record<string, Metric>;

export type MetricName = keyof typeof metrics;
export type Figures = Partial<Record<MetricName, number | number[]>>;

export const metricNamespace = "ServerlessFax";

/** The figures a word of the log counts in. */
export const figuresOfWord = (word: string): Figures =>
  Object.fromEntries(
    Object.entries<Metric>(metrics).flatMap(([name, { words = [] }]) =>
      words.includes(word) ? [[name, 1]] : [],
    ),
  );
