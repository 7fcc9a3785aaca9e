import { afterAll, describe, expect, test } from "vitest";
import { readAssembly, type Template } from "../../local/cloud/template/assembly.ts";
import { readModel } from "../../local/cloud/template/model.ts";
import { resolveTemplate } from "../../local/cloud/template/resolve.ts";
import { readRoles } from "../../local/cloud/template/roles.ts";
import { writeAssembly } from "./fixtures/assembly.ts";

const addresses = { doorUrl: "http://127.0.0.1:9000", apiUrl: "http://127.0.0.1:4000" };
const folders: (() => Promise<void>)[] = [];
afterAll(async () => void (await Promise.all(folders.map((remove) => remove()))));

async function read(change?: (template: Template) => void, parameters: Record<string, string> = {}) {
  const { folder, remove } = await writeAssembly(change);
  folders.push(remove);
  const assembly = await readAssembly(folder);
  const { resources, outputs } = resolveTemplate(assembly, parameters, addresses);
  return { outputs, resources, model: readModel(assembly, resources), roles: readRoles(resources) };
}

describe("the template is resolved as CloudFormation would", () => {
  test("references, attributes, joins, substitutions and conditions", async () => {
    const { outputs, model } = await read();
    expect(outputs).toEqual({ ApiUrl: "http://127.0.0.1:4000/", Greeting: "hello from Fixture" });
    const web = model.functions.find(({ name }) => name === "Web");
    expect(web?.environment).toEqual({
      TABLE: "Fixture-Table",
      WORK_QUEUE: "http://127.0.0.1:9000/000000000000/Fixture-WorkQueue",
    });
    expect(web?.arn).toBe("arn:aws:lambda:us-east-1:000000000000:function:Fixture-Web3D3D3D3D");
  });

  test("a parameter's value goes before its default", async () => {
    expect((await read(undefined, { Greeting: "hi" })).outputs["Greeting"]).toBe("-");
  });

  test("a resource whose condition does not hold is not there", async () => {
    const { model } = await read(({ Resources }) => {
      const rule = Resources["EveryFiveMinutes"];
      const permission = Resources["TickPermission"];
      if (rule && permission) rule.Condition = permission.Condition = "IsRude";
    }, {}).catch((error: unknown) => ({ model: String(error) }));
    expect(model).toContain("IsRude");
    const without = await read(
      ({ Resources }) => {
        for (const id of ["EveryFiveMinutes", "TickPermission"]) {
          const resource = Resources[id];
          if (resource) resource.Condition = "IsPolite";
        }
      },
      { Greeting: "hi" },
    );
    expect(without.model.rules).toEqual([]);
  });

  test("Select, Split, FindInMap and NoValue", async () => {
    const { outputs } = await read((template) => {
      template.Mappings = { Sizes: { large: { pages: "350" } } };
      template.Outputs["Second"] = {
        Value: {
          "Fn::Select": ["1", { "Fn::Split": ["-", { "Fn::Sub": ["a-${B}", { B: { Ref: "Table" } }] }] }],
        },
        Condition: undefined,
      };
      template.Outputs["Pages"] = {
        Value: { "Fn::FindInMap": ["Sizes", "large", "pages"] },
        Condition: undefined,
      };
      const queue = template.Resources["WorkQueue"];
      if (queue) queue.Properties["DelaySeconds"] = { Ref: "AWS::NoValue" };
    });
    expect(outputs).toMatchObject({ Second: "Fixture", Pages: "350" });
  });

  test("each function gets the statements of its role", async () => {
    const { roles, model } = await read();
    const worker = roles.find(
      ({ arn }) => arn === model.functions.find(({ name }) => name === "Worker")?.roleArn,
    );
    expect(worker?.statements.map(({ Action }) => Action).flat()).toEqual([
      "logs:CreateLogStream",
      "logs:PutLogEvents",
      "dynamodb:PutItem",
      "sqs:ReceiveMessage",
      "sqs:DeleteMessage",
      "sqs:GetQueueAttributes",
    ]);
  });
});

describe("what the laptop cannot run is refused with one sentence that names it", () => {
  const properties = (template: Template, id: string) => template.Resources[id]?.Properties ?? {};
  const cases: [string, RegExp, (template: Template) => void][] = [
    [
      "a resource type",
      /Vpc: it does not know the type AWS::EC2::VPC/,
      ({ Resources }) => (Resources["Vpc"] = { Type: "AWS::EC2::VPC", Properties: {}, Condition: undefined }),
    ],
    [
      "a function of the template language",
      /Fn::ImportValue, used in WorkQueue\.DelaySeconds/,
      (template) => (properties(template, "WorkQueue")["DelaySeconds"] = { "Fn::ImportValue": "x" }),
    ],
    [
      "a parameter without a value",
      /parameter Secret has no value/,
      (template) => (properties(template, "WorkQueue")["DelaySeconds"] = { Ref: "Secret" }),
    ],
    [
      "an unknown attribute",
      /Table\.Colour/,
      (template) => (properties(template, "WorkQueue")["DelaySeconds"] = { "Fn::GetAtt": "Table.Colour" }),
    ],
    [
      "a wire with a property it does not know",
      /WorkSource .*ProvisionedPollerConfig/,
      (template) => (properties(template, "WorkSource")["ProvisionedPollerConfig"] = {}),
    ],
    [
      "a runtime other than Node.js",
      /Web3D3D3D3D .*Runtime/,
      (template) => (properties(template, "Web3D3D3D3D")["Runtime"] = "python3.13"),
    ],
    [
      "a managed policy it has no text of",
      /AdministratorAccess/,
      (template) =>
        (properties(template, "WebRole1B1B1B1B")["ManagedPolicyArns"] = [
          "arn:aws:iam::aws:policy/AdministratorAccess",
        ]),
    ],
  ];
  test.each(cases)("%s", async (_, sentence, change) => {
    await expect(read(change)).rejects.toThrow(sentence);
  });

  test("a folder without a synthesised app", async () => {
    await expect(readAssembly("/nowhere")).rejects.toThrow(/npm run synth/);
  });
});
