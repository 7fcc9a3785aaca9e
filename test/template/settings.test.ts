import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadSettings, readSettings, SettingsError } from "../../lib/settings.ts";
import { signingCarrier } from "../support/webhook-signing.ts";

const connection = { id: "234423", from: "+13125790015" };
const mail = { domain: "fax.example.com" };
const { publicKey, derKey } = signingCarrier();

describe("settings", () => {
  it("have a default for everything", () => {
    expect(readSettings({})).toMatchObject({
      carrier: { baseUrl: "https://api.telnyx.com/v2", publicKeys: [] },
      allowedCountries: ["US", "CA"],
      defaultCountry: "US",
      maxFaxesPerDay: 1000,
      fetch: { allowOrigins: [] },
      uploads: { corsOrigins: ["*"] },
      eventBus: false,
      logRetentionDays: 30,
      dashboard: true,
    });
  });

  it("may all be given", () => {
    const settings = {
      region: "eu-west-1",
      connection,
      carrier: { baseUrl: "http://127.0.0.1:4001/v2", publicKeys: [publicKey], keyParameter: "/fax/key" },
      allowedCountries: ["DE"],
      defaultCountry: "DE",
      header: { senderName: "Praxis Dr. Weiß", timeZone: "Europe/Berlin" },
      office: "libreoffice",
      maxFaxesPerDay: 5,
      channels: 10,
      retry: { max_attempts: 4, busy: { pauses_seconds: [60], redials: 2 } },
      rates: {
        currency: "EUR",
        perPage: 0.01,
        perMinute: 0.02,
        billedSeconds: 6,
        byCountry: { FR: { perMinute: 0.03 } },
      },
      duplicates: "refuse",
      mediaLink: "presigned",
      fetch: { allowOrigins: ["http://127.0.0.1:*"] },
      uploads: { corsOrigins: ["https://app.example"] },
      mail: {
        ...mail,
        allowedSenders: ["ann@clinic.example", "@clinic.example"],
        text: "ignore",
        reply: false,
        digestTo: "it@clinic.example",
        ruleSetName: "ours",
      },
      eventBus: true,
      logRetentionDays: 90,
      dashboard: false,
      alarmEmail: "ops@example.com",
    };
    expect(readSettings(settings)).toEqual(settings);
  });

  it.each([
    [
      { office: "carrier", mediaLink: "presigned" },
      "office: the carrier gets a document as it is by a streamed",
    ],
    [{ office: "wordpad" }, "office: "],
    [{ connection: { id: "234423", from: "3125790015" } }, "connection.from: must be in +E.164 format"],
    [{ connection: { id: "", from: "+13125790015" } }, "connection.id"],
    [{ connection: { id: "234423" } }, "connection.from"],
    [{ conection: connection }, "conection"],
    [{ carrier: { publicKey: publicKey } }, "carrier.publicKey"],
    [{ carrier: { publicKeys: [derKey] } }, "carrier.publicKeys.0: must be the Base64 of 32 bytes"],
    [{ carrier: { publicKeys: ["x"] } }, "carrier.publicKeys.0: must be the Base64 of 32 bytes"],
    [{ carrier: { baseUrl: "api.telnyx.com" } }, "carrier.baseUrl: must be a URL"],
    [{ carrier: { keyParameter: "fax/key" } }, "carrier.keyParameter: must begin with /"],
    [{ header: { timeZone: "Mars/Olympus" } }, "header.timeZone: must be an IANA time zone"],
    [{ header: { off: "no" } }, "header.off: must say in a sentence why"],
    [{ allowedCountries: ["usa"] }, "allowedCountries.0: must be an ISO 3166 code"],
    [{ allowedCountries: [] }, "allowedCountries"],
    [{ channels: 0 }, "channels"],
    [{ channels: 2.5 }, "channels"],
    [{ retry: { busy: { redials: 21 } } }, "retry.busy.redials: must be from 0 to 20"],
    [{ retry: { busy: { pauses_seconds: [5] } } }, "retry.busy.pauses_seconds.0: must be from 10"],
    [{ retry: { bussy: {} } }, "retry.bussy: is not a setting"],
    [{ rates: { perPage: 0.007 } }, "rates.perMinute"],
    [{ rates: { perPage: -1, perMinute: 0 } }, "rates.perPage"],
    [{ rates: { perPage: 0, perMinute: 0, currency: "$" } }, "rates.currency: must be an ISO 4217 code"],
    [{ rates: { perPage: 0, perMinute: 0, byCountry: { France: {} } } }, "rates.byCountry.France: must be"],
    [{ maxFaxesPerDay: 0 }, "maxFaxesPerDay"],
    [{ maxFaxesPerDay: "many" }, "maxFaxesPerDay"],
    [{ maxFaxesPerDay: 1.5 }, "maxFaxesPerDay"],
    [{ fetch: { allowOrigins: ["http://127.0.0.1:4001/path"] } }, "fetch.allowOrigins.0: must be an origin"],
    [{ fetch: { allowOrigins: ["http://a,http://b"] } }, "fetch.allowOrigins.0: must be an origin"],
    [{ region: "Frankfurt" }, "region: must be an AWS region"],
    [{ region: "us-east-1", mail: { domain: "fax" } }, "mail.domain: must be a domain name"],
    [
      { region: "us-east-1", mail: { ...mail, allowedSenders: ["clinic.example"] } },
      "mail.allowedSenders.0: must be an address",
    ],
    [
      { region: "us-east-1", mail: { ...mail, allowedSenders: ["a@x.example,b@x.example"] } },
      "mail.allowedSenders.0",
    ],
    [{ region: "us-east-1", mail: { ...mail, digestTo: "operator" } }, "mail.digestTo: must be an e-mail"],
    [
      { region: "us-east-1", mail: { ...mail, digestTo: "ops@Fax.example.com" } },
      "mail.digestTo: must not be an address of mail.domain",
    ],
    [
      { region: "us-east-1", mail, alarmEmail: "ops@fax.example.com" },
      "alarmEmail: must not be an address of mail.domain",
    ],
    [{ eventBus: "mine" }, "eventBus"],
    [{ logRetentionDays: 31 }, "logRetentionDays"],
    [{ alarmEmail: "ops" }, "alarmEmail: must be an e-mail address"],
    ["nonsense", "settings"],
  ])("%j: the error names which is wrong and why", (settings, words) => {
    expect(() => readSettings(settings)).toThrow(SettingsError);
    expect(() => readSettings(settings)).toThrow(words);
  });

  it("name every fault at once", () => {
    const faulty = { region: "x", alarmEmail: "y", maxFaxesPerDay: 0 };
    expect(() => readSettings(faulty)).toThrow(/region[^]*maxFaxesPerDay[^]*alarmEmail/);
  });
});

describe("mail is checked against the region", () => {
  it("where SES receives none it says where it does", () => {
    expect(() => readSettings({ mail, region: "eu-central-2" })).toThrow(
      /SES receives no mail in eu-central-2; choose one of us-east-1/,
    );
    expect(() => readSettings({ mail }, "ap-east-1")).toThrow(/ap-east-1/);
  });

  it("without a region it asks for one", () => {
    expect(() => readSettings({ mail })).toThrow("name the region when mail is on");
  });

  it("where SES receives mail it is taken", () => {
    expect(readSettings({ mail, region: "us-east-1" }).mail?.allowedSenders).toEqual([]);
    expect(readSettings({ mail }, "eu-west-1").mail?.domain).toBe("fax.example.com");
  });
});

describe("where settings come from", () => {
  it("the context, as an object, as JSON or as a file's name", () => {
    const folder = mkdtempSync(join(tmpdir(), "settings-"));
    const file = join(folder, "mine.json");
    writeFileSync(file, '{"maxFaxesPerDay": 7}');
    expect(loadSettings({ maxFaxesPerDay: 7 })).toEqual({ maxFaxesPerDay: 7 });
    expect(loadSettings(' {"maxFaxesPerDay": 7}')).toEqual({ maxFaxesPerDay: 7 });
    expect(loadSettings(file)).toEqual({ maxFaxesPerDay: 7 });
    writeFileSync(file, "{oops");
    expect(() => loadSettings(file)).toThrow(/mine\.json is not valid JSON/);
    rmSync(folder, { recursive: true });
    expect(() => loadSettings(file)).toThrow(/mine\.json does not exist/);
    expect(() => loadSettings("{oops")).toThrow("the settings in the context is not valid JSON");
  });
});
