/** Writing systems beyond Latin, Greek and Cyrillic that need a font of their own. */
export const scriptFonts = ["arabic", "hebrew", "japanese", "korean", "chinese"] as const;
export type ScriptFont = (typeof scriptFonts)[number];

const covered =
  /^[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}\p{Script=Common}\p{Script=Inherited}\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Han}\p{Script=Bopomofo}\p{C}]*$/u;

/** Which fonts a text needs. Han characters alone are taken for Chinese; beside kana or hangul they follow those. */
export function fontsFor(text: string): ScriptFont[] {
  const fonts: ScriptFont[] = [];
  if (/\p{Script=Arabic}/u.test(text)) fonts.push("arabic");
  if (/\p{Script=Hebrew}/u.test(text)) fonts.push("hebrew");
  const isJapanese = /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(text);
  const isKorean = /\p{Script=Hangul}/u.test(text);
  if (isJapanese) fonts.push("japanese");
  if (isKorean) fonts.push("korean");
  if (/[\p{Script=Han}\p{Script=Bopomofo}]/u.test(text)) fonts.push("chinese");
  return fonts;
}

/** Whether there is a font for every letter, so that none turns into a box. */
export const isCovered = (text: string): boolean => covered.test(text);
