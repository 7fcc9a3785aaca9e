import MailComposer from "nodemailer/lib/mail-composer/index.js";
import type { Digest } from "../../core/digest/digest-of-refusals.ts";

/** The digest as a raw message; its headers say that a program wrote it on its own, so that no other program answers. */
export const writeDigest = (
  { subject, text }: Digest,
  { from, to }: { from: string; to: string },
): Promise<Buffer> =>
  new MailComposer({
    from: { name: "Fax", address: from },
    to,
    subject,
    text,
    headers: { "Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All" },
  })
    .compile()
    .build();
