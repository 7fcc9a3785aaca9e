/** Enough of what the template and Lambda give a front-door function to load it, and nothing real. */
export const functionEnvironment = (more: Record<string, string> = {}): Record<string, string> => ({
  TABLE: "faxes",
  BUCKET: "documents",
  EVENTS_QUEUE: "https://sqs.us-east-1.amazonaws.com/000000000000/events",
  CONNECTION_ID: "234423",
  DEFAULT_FROM: "",
  ALLOWED_COUNTRIES: "US,CA",
  MAX_FAXES_PER_DAY: "1000",
  GIVE_UP_AFTER_SECONDS: "259200",
  FETCH_ALLOW_ORIGINS: "",
  HEADER: "",
  OFFICE: "off",
  OFFICE_QUEUE: "",
  FIRST_API_KEY_SHA256: "",
  CARRIER_PUBLIC_KEYS: "",
  AWS_REGION: "us-east-1",
  AWS_ACCESS_KEY_ID: "bench",
  AWS_SECRET_ACCESS_KEY: "bench",
  AWS_SESSION_TOKEN: "bench".repeat(200),
  // As the template sets it.
  NODE_OPTIONS: "--enable-source-maps",
  ...more,
});
