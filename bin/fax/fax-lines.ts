import { fieldsOf, listOf, number, text, texts, type Fields } from "./fields.ts";
import { clean, count, sizeInWords, table, timeInWords } from "./terminal-text.ts";

/** Faxes as a table, newest first as they came. */
export const faxTable = (faxes: Fields[]): string =>
  table(
    ["CREATED (UTC)", "DIRECTION", "STATUS", "FROM", "TO", "PAGES", "REASON", "ID"],
    faxes.map((fax) => [
      timeInWords(text(fax, "created_at")),
      text(fax, "direction"),
      text(fax, "status"),
      text(fax, "from"),
      text(fax, "to"),
      text(fax, "page_count"),
      text(fax, "failure_reason"),
      text(fax, "id"),
    ]),
  );

/** One fax in full: facts, attempts, timeline. */
export function faxDetails(fax: Fields): string {
  const attempts = listOf(fax["attempts"]);
  const events = listOf(fax["events"]);
  return [
    clean(`Fax ${text(fax, "id")} (${text(fax, "direction")})`),
    ...factLines(fax),
    ...(attempts.length > 0 ? ["", "Attempts", ...indented(attemptTable(attempts))] : []),
    ...(events.length > 0 ? ["", "Timeline (UTC)", ...events.map((event) => `  ${eventLine(event)}`)] : []),
  ].join("\n");
}

/** A step of the timeline in a line. */
export function eventLine(event: Fields): string {
  const attempt = number(event, "attempt");
  const call = attempt === undefined ? "" : ` (attempt ${attempt})`;
  return clean(`${timeInWords(text(event, "occurred_at"))}  ${text(event, "event")}${call}`);
}

/** How a closed fax ended, in a sentence. */
export function endLine(fax: Fields): string {
  const status = text(fax, "status");
  if (status === "delivered" || status === "received") {
    const pages = number(fax, "page_count");
    const seconds = number(fax, "call_duration_secs");
    const what = pages === undefined ? "" : `, ${count(pages, "page")}`;
    return clean(
      `The fax to ${text(fax, "to")} is ${status}${what}${seconds === undefined ? "" : ` in ${seconds} s`}.`,
    );
  }
  const why = text(fax, "failure_reason");
  const ended = status === "failed" ? "failed" : `is ${status}`;
  return clean(
    `The fax to ${text(fax, "to")} ${ended}${why ? `: ${why}` : ""}. ${text(fax, "failure_detail")}`.trimEnd(),
  );
}

function factLines(fax: Fields): string[] {
  const document = fieldsOf(fax["document"]);
  const waiting = fieldsOf(fax["waiting"]);
  const next = text(waiting, "next_attempt_at");
  const facts: [string, string][] = [
    ["Status", text(fax, "status")],
    ["Reason", [text(fax, "failure_reason"), text(fax, "failure_detail")].filter(Boolean).join(": ")],
    ["From", text(fax, "from")],
    ["To", text(fax, "to")],
    ["Pages", text(fax, "page_count")],
    ["Call", text(fax, "call_duration_secs") && `${text(fax, "call_duration_secs")} s`],
    ["Scheduled for", timeInWords(text(fax, "scheduled_at"))],
    ["Waiting for", `${text(waiting, "for")}${next ? `, goes on at ${timeInWords(next)} UTC` : ""}`],
    ["Upload until", timeInWords(text(fax, "upload_expires_at"))],
    ["Cancel asked", timeInWords(text(fax, "cancel_requested_at"))],
    [
      "Warnings",
      listOf(fax["warnings"])
        .map((warning) => text(warning, "detail"))
        .join(" "),
    ],
    ["Sent again of", text(fax, "resend_of")],
    ["Sent again as", texts(fax, "resent_as").join(", ")],
    ["Reference", text(fax, "reference")],
    ["Tags", texts(fax, "tags").join(", ")],
    ["Document", text(document, "sha256") && documentWords(document)],
    ["Created", timeInWords(text(fax, "created_at"))],
    ["Updated", timeInWords(text(fax, "updated_at"))],
  ];
  return facts
    .filter(([, value]) => value !== "")
    .map(([name, value]) => `  ${name.padEnd(14)}${clean(value)}`);
}

const documentWords = (document: Fields): string =>
  `${sizeInWords(number(document, "size_bytes") ?? 0)}, sha256 ${text(document, "sha256")}`;

const attemptTable = (attempts: Fields[]): string =>
  table(
    ["NO", "STATE", "REASON", "STARTED (UTC)", "ENDED (UTC)", "CARRIER'S ID"],
    attempts.map((attempt) => [
      text(attempt, "number"),
      text(attempt, "state"),
      text(attempt, "failure_reason"),
      timeInWords(text(attempt, "started_at")),
      timeInWords(text(attempt, "ended_at")),
      text(attempt, "carrier_fax_id"),
    ]),
  );

const indented = (lines: string): string[] => lines.split("\n").map((line) => `  ${line}`);
