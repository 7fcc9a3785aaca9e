import { toJsonSchema } from "@valibot/to-json-schema";
import { describeApi } from "../../core/api/openapi.ts";
import type { OpenApi } from "../../core/api/openapi-shapes.ts";

/** The description of this very API. Checks and trimming in code are left out of it: the words of their fields say them. */
export const describeThisApi = (version: string): OpenApi =>
  describeApi((schema) => {
    const { $schema: _dialect, ...converted } = toJsonSchema(schema, {
      target: "draft-2020-12",
      typeMode: "input",
      ignoreActions: ["check", "trim"],
      // JSON Schema reads every pattern as Unicode: the flag needs no saying.
      overrideAction: ({ valibotAction, jsonSchema }) =>
        valibotAction.type === "regex" &&
        "requirement" in valibotAction &&
        valibotAction.requirement instanceof RegExp
          ? { ...jsonSchema, pattern: valibotAction.requirement.source }
          : undefined,
    });
    return { ...converted };
  }, version);
