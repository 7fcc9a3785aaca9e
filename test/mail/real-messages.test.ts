import { afterAll, describe, expect, it } from "vitest";
import { tellKind } from "../../core/documents/tell-kind.ts";
import { addresses } from "./messages/addresses.ts";
import { apple } from "./messages/apple.ts";
import { attachments } from "./messages/attachments.ts";
import { businessPrograms } from "./messages/business-programs.ts";
import { charsets } from "./messages/charsets.ts";
import { conversations } from "./messages/conversations.ts";
import { encodings } from "./messages/encodings.ts";
import { exchange } from "./messages/exchange.ts";
import { fileNames } from "./messages/file-names.ts";
import { forwards } from "./messages/forwards.ts";
import { gmail } from "./messages/gmail.ts";
import { hardlyAnything } from "./messages/hardly-anything.ts";
import { otherPrograms } from "./messages/other-programs.ts";
import { outlookElsewhere } from "./messages/outlook-elsewhere.ts";
import { outlook } from "./messages/outlook.ts";
import { programsTalking } from "./messages/programs-talking.ts";
import { scanners } from "./messages/scanners.ts";
import { sealed } from "./messages/sealed.ts";
import { sizes } from "./messages/sizes.ts";
import { oneNumber, type RealMessage } from "./real-message.ts";
import { receive } from "./receive.ts";
import { rowOf, tableOf } from "./table.ts";

const all: Record<string, RealMessage[]> = {
  outlook,
  outlookElsewhere,
  exchange,
  gmail,
  apple,
  otherPrograms,
  scanners,
  businessPrograms,
  forwards,
  sealed,
  attachments,
  fileNames,
  charsets,
  encodings,
  hardlyAnything,
  addresses,
  conversations,
  programsTalking,
  sizes,
};

const rows: ReturnType<typeof rowOf>[] = [];
afterAll(() => console.log(tableOf(rows)));

describe.each(Object.entries(all))("mail as it comes: %s", (_group, messages) => {
  it.each(messages)("$name", { timeout: 60_000 }, async (message) => {
    const { expected } = message;
    const received = await receive(message);
    rows.push(rowOf(message.name, received));

    expect(received.outcomes).toEqual(expected.outcomes ?? [`accepted +${oneNumber.split("@")[0] ?? ""}`]);
    expect(received.leftOut).toEqual(expected.leftOut ?? []);
    for (const { contents, body } of received.orders) {
      expect(contents.map((bytes) => tellKind(bytes))).toEqual(expected.documents.map(kindOf));
      for (const [index, document] of expected.documents.entries()) {
        if (typeof document !== "string")
          expect(document.equals(contents[index] ?? Buffer.alloc(0))).toBe(true);
      }
      expect(body.cover_page).toEqual(expected.cover);
    }
    const replies = received.replies.map(({ to, inReplyTo, references }) => ({ to, inReplyTo, references }));
    expect(replies).toEqual(expected.reply === "nobody" ? [] : [{ inReplyTo: undefined, ...expected.reply }]);
  });
});

const kindOf = (document: RealMessage["expected"]["documents"][number]) =>
  typeof document === "string" ? document : tellKind(document);
