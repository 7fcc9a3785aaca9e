type Notification = {
  recipients?: string[];
  from?: string[];
  source?: string;
  messageId?: string | undefined;
  subject?: string;
  headers?: { name: string; value: string }[];
  objectKey?: string | undefined;
  verdicts?: Partial<Record<"spam" | "virus" | "spf" | "dkim" | "dmarc", string>>;
};

const passed = { spam: "PASS", virus: "PASS", spf: "PASS", dkim: "PASS", dmarc: "PASS" };

/** SES's notification of a stored message, as it arrives raw from SNS. */
export function mailNotification(facts: Notification = {}): unknown {
  const verdicts = facts.verdicts ?? passed;
  const judged = Object.entries(verdicts).map(([name, status]) => [`${name}Verdict`, { status }] as const);
  const messageId = "messageId" in facts ? facts.messageId : "<m1@clinic.example>";
  const objectKey = "objectKey" in facts ? facts.objectKey : "email/ses-1";
  return {
    notificationType: "Received",
    receipt: {
      timestamp: "2026-10-02T12:00:00.000Z",
      recipients: facts.recipients ?? ["13125550148@fax.example.com"],
      ...Object.fromEntries(judged),
      action: { type: "S3", bucketName: "documents", ...(objectKey ? { objectKey } : {}) },
    },
    mail: {
      messageId: "ses-1",
      source: facts.source ?? "ann@clinic.example",
      ...(facts.headers ? { headers: facts.headers } : {}),
      commonHeaders: {
        ...(facts.subject === undefined ? {} : { subject: facts.subject }),
        from: facts.from ?? ["Ann <ann@clinic.example>"],
        ...(messageId ? { messageId } : {}),
      },
    },
  };
}
