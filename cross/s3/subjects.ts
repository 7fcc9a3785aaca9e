/** The S3 servers that are asked the same questions. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PutBucketPolicyCommand, S3Client } from "@aws-sdk/client-s3";
import { startS3 } from "../../test/local/s3-server.ts";
import { installFromGo } from "../tools/install.ts";
import { mustRun } from "../tools/run-command.ts";
import { freePort, startServer } from "../tools/server.ts";
import type { Credentials, S3Subject } from "./desk.ts";

const credentials: Credentials = {
  accessKeyId: "AKIACROSSCHECK000001",
  secretAccessKey: "cross-check-secret-of-forty-characters-1",
};

export async function openOurs(): Promise<S3Subject> {
  const permissions = { may: () => true, mayList: true };
  const server = await startS3({ credentials, permissions });
  return {
    url: server.url,
    credentials,
    asBlind: async (_bucket, use) => {
      permissions.mayList = false;
      await use(credentials).finally(() => (permissions.mayList = true));
    },
    close: () => server.stop(),
  };
}

/** Versity's gateway over a folder, with accounts of its own. */
export async function openVersitygw(): Promise<S3Subject> {
  const program = await installFromGo("versitygw", "github.com/versity/versitygw/cmd/versitygw@v1.8.0");
  const folder = mkdtempSync(join(tmpdir(), "cross-versitygw-"));
  const [data, accounts, versions] = ["data", "accounts", "versions"].map((name) => {
    const made = join(folder, name);
    return mkdtempSync(made);
  }) as [string, string, string];
  const root = ["--access", credentials.accessKeyId, "--secret", credentials.secretAccessKey];
  const server = await startServer((port) => [
    program,
    ...root,
    ...["--port", `127.0.0.1:${port}`, "--iam-dir", accounts, "--quiet"],
    ...["posix", "--versioning-dir", versions, data],
  ]);
  const blind = { accessKeyId: "blind", secretAccessKey: "blind-secret" };
  return {
    url: server.url,
    credentials,
    asBlind: async (bucket, use) => {
      const admin = [
        program,
        "admin",
        "--access",
        credentials.accessKeyId,
        "--secret",
        credentials.secretAccessKey,
      ];
      const user = ["--access", blind.accessKeyId, "--secret", blind.secretAccessKey, "--role", "user"];
      await mustRun([...admin, "--endpoint-url", server.url, "create-user", ...user], { seconds: 20 });
      await letRead(server.url, bucket, blind.accessKeyId);
      await use(blind);
    },
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function letRead(endpoint: string, Bucket: string, principal: string): Promise<void> {
  const Policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Principal: { AWS: [principal] },
        Action: "s3:GetObject",
        Resource: `arn:aws:s3:::${Bucket}/*`,
      },
    ],
  });
  const client = new S3Client({ endpoint, region: "us-east-1", credentials, forcePathStyle: true });
  await client.send(new PutBucketPolicyCommand({ Bucket, Policy }));
  client.destroy();
}

export async function openMinio(): Promise<S3Subject> {
  const program = await installFromGo("minio", "github.com/minio/minio@v0.0.0-20260212201848-7aac2a2c5b7c");
  const folder = mkdtempSync(join(tmpdir(), "cross-minio-"));
  const console = await freePort();
  const addresses = ["--console-address", `127.0.0.1:${console}`];
  const server = await startServer(
    (port) => [
      program,
      "server",
      "--quiet",
      "--address",
      `127.0.0.1:${port}`,
      ...addresses,
      join(folder, "data"),
    ],
    {
      HOME: folder,
      MINIO_ROOT_USER: credentials.accessKeyId,
      MINIO_ROOT_PASSWORD: credentials.secretAccessKey,
      MINIO_UPDATE: "off",
      MINIO_CALLHOME_ENABLE: "off",
      MINIO_BROWSER: "off",
    },
    "/minio/health/cluster",
  );
  return {
    url: server.url,
    credentials,
    close: async () => {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
