/** The built-in cover pages, and the languages that they have words in. */
export const coverKinds = ["plain", "confidential", "urgent"] as const;
export type CoverKind = (typeof coverKinds)[number];

export const coverLanguages = ["en", "es", "fr", "de"] as const;
export type CoverLanguage = (typeof coverLanguages)[number];
