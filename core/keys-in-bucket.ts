/** Where each kind of object lives in the one bucket. */

export const uploadKey = (faxId: string): string => `uploads/${faxId}`;
export const partKey = (faxId: string, index: number, digest: string): string =>
  `parts/${faxId}/${index}-${digest.slice(0, 16)}.pdf`;
export const documentKey = (faxId: string): string => `documents/${faxId}.pdf`;
export const callKey = (faxId: string, attempt: number): string => `call/${faxId}/${attempt}.pdf`;
export const inboundKey = (faxId: string): string => `inbound/${faxId}`;
/** Covers and logos of the installation's own. */
export const coverKey = (name: string): string => `covers/${name}`;
export const probeKey = (id: string): string => `probe/${id}`;
export const foreignEventKey = (day: string, eventKey: string): string => `events/${day}/${eventKey}.json`;

/** A broadcast's list as the caller puts it, as the API was given it, and what we made of it. */
export const listUploadKey = (broadcastId: string): string => `lists/${broadcastId}.csv`;
export const givenListKey = (broadcastId: string, digest: string): string =>
  `parts/${broadcastId}/numbers-${digest.slice(0, 16)}.json`;
export const numbersKey = (broadcastId: string, listId: string): string =>
  `broadcasts/${broadcastId}/${listId}/numbers`;
export const rejectionsKey = (broadcastId: string, listId: string): string =>
  `broadcasts/${broadcastId}/${listId}/rejections.jsonl`;

/** The broadcast an uploaded document or list belongs to, or undefined for any other key. */
export const broadcastOfUpload = (key: string): string | undefined =>
  /^uploads\/(brd_[0-9a-f]{16})$/.exec(key)?.[1];
export const broadcastOfList = (key: string): string | undefined =>
  /^lists\/(brd_[0-9a-f]{16})\.csv$/.exec(key)?.[1];

/** Where an outbound fax's pages are: its own copy, or the one it shares with a broadcast. */
export const pagesKeyOf = (fax: { id: string; document?: { sharedBy?: string } }): string =>
  documentKey(fax.document?.sharedBy ?? fax.id);

/** The fax an upload belongs to, or undefined for any other key. */
export function faxOfUpload(key: string): string | undefined {
  return /^uploads\/([0-9a-f-]{36})$/.exec(key)?.[1];
}

/** What a link to an attempt's copy names; its extension tells the carrier what it is. */
export type CallLink = { faxId: string; attempt: number; extension: string };

/** The path of a link that a function of ours serves; the object's own key never changes with what it holds. */
export const linkPath = ({ faxId, attempt, extension }: CallLink): string =>
  `call/${faxId}/${attempt}.${extension}`;

/** What the link we gave the carrier names, or undefined. */
export function readCallLink(link: string): CallLink | undefined {
  const match = /\/call\/([0-9a-f-]{36})\/(\d{1,4})\.(pdf|docx?|rtf)(?:\?|$)/.exec(link);
  const [, faxId, attempt, extension] = match ?? [];
  return faxId && attempt && extension ? { faxId, attempt: Number(attempt), extension } : undefined;
}

/** Fax and attempt named by the link we gave the carrier, or undefined. */
export function attemptOfCallLink(link: string): { faxId: string; attempt: number } | undefined {
  const { faxId, attempt } = readCallLink(link) ?? {};
  return faxId !== undefined && attempt !== undefined ? { faxId, attempt } : undefined;
}
