import type { ScriptFont } from "./flow/scripts.ts";

/** A font's file by the package that carries it; all are under the SIL Open Font License. */
export type FontFile = { name: string; from: string };

const latin = "@embedpdf/fonts-latin/fonts";

/** The fonts our own writer draws with: header lines, and plain text. */
export type FontName = "header" | "fixed";

export const ownFonts: Record<FontName, FontFile> = {
  header: { name: "NotoSans-Regular.ttf", from: latin },
  fixed: { name: "NotoSansMono_400Regular.ttf", from: "@expo-google-fonts/noto-sans-mono/400Regular" },
};

/** Latin, Greek and Cyrillic for the typesetter. */
export const baseFonts: FontFile[] = [
  ownFonts.header,
  ownFonts.fixed,
  { name: "NotoSans-Bold.ttf", from: latin },
  { name: "NotoSans-Italic.ttf", from: latin },
];

export const scriptFontFiles: Record<ScriptFont, FontFile> = {
  arabic: { name: "NotoNaskhArabic-Regular.ttf", from: "@embedpdf/fonts-arabic/fonts" },
  hebrew: { name: "NotoSansHebrew-Regular.ttf", from: "@embedpdf/fonts-hebrew/fonts" },
  japanese: { name: "NotoSansJP-Regular.otf", from: "@embedpdf/fonts-jp/fonts" },
  korean: { name: "NotoSansKR-Regular.otf", from: "@embedpdf/fonts-kr/fonts" },
  chinese: { name: "NotoSansHans-Regular.otf", from: "@embedpdf/fonts-sc/fonts" },
};

/** All of them. */
export const fontFiles: FontFile[] = [...new Set([...baseFonts, ...Object.values(scriptFontFiles)])];
