import * as v from "valibot";

/** Schemas of answers, each with the sentence that the description shows. */
export const said = <S extends v.GenericSchema>(schema: S, text: string) =>
  v.pipe(schema, v.description(text));
export const text = (words: string) => said(v.string(), words);
export const textOrNull = (words: string) => said(v.nullable(v.string()), words);
export const flag = (words: string) => said(v.boolean(), words);
export const countOrNull = (words: string) => said(v.nullable(v.pipe(v.number(), v.integer())), words);
export const count = (words: string) => v.pipe(v.number(), v.integer(), v.description(words));
export const time = (words: string) => v.pipe(v.string(), v.isoTimestamp(), v.description(words));
export const timeOrNull = (words: string) => said(v.nullable(v.pipe(v.string(), v.isoTimestamp())), words);
export const link = (words: string) => v.pipe(v.string(), v.url(), v.description(words));
