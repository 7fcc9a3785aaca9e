import type { CoverLanguage } from "./cover-kinds.ts";

/** What a cover page says beside the sender's own words. */
export type CoverWords = {
  fax: string;
  to: string;
  from: string;
  subject: string;
  pages: string;
  date: string;
  urgent: string;
  confidential: string;
  /** Under 45 CFR 164 and its like: what whoever gets it by mistake must do. */
  notice: string;
};

export const coverWords: Record<CoverLanguage, CoverWords> = {
  en: {
    fax: "Fax",
    to: "To",
    from: "From",
    subject: "Subject",
    pages: "Pages, with this one",
    date: "Date",
    urgent: "Urgent",
    confidential: "Confidential",
    notice:
      "This fax may contain health information protected by law (HIPAA) and is meant only for the recipient named " +
      "above. If you are not that recipient, you may not read, copy or pass it on. If it came to you by mistake, " +
      "please call the sender at once and destroy all pages.",
  },
  es: {
    fax: "Fax",
    to: "Para",
    from: "De",
    subject: "Asunto",
    pages: "Páginas, incluida esta",
    date: "Fecha",
    urgent: "Urgente",
    confidential: "Confidencial",
    notice:
      "Este fax puede contener información de salud protegida por la ley (HIPAA) y está destinado únicamente al " +
      "destinatario indicado arriba. Si usted no es ese destinatario, no puede leerlo, copiarlo ni transmitirlo. " +
      "Si lo recibió por error, llame de inmediato al remitente y destruya todas las páginas.",
  },
  fr: {
    fax: "Télécopie",
    to: "À",
    from: "De",
    subject: "Objet",
    pages: "Pages, celle-ci comprise",
    date: "Date",
    urgent: "Urgent",
    confidential: "Confidentiel",
    notice:
      "Cette télécopie peut contenir des informations de santé protégées par la loi (HIPAA) et s'adresse uniquement " +
      "au destinataire nommé ci-dessus. Si vous n'êtes pas ce destinataire, vous ne pouvez ni la lire, ni la copier, " +
      "ni la transmettre. Si vous l'avez reçue par erreur, veuillez appeler aussitôt l'expéditeur et détruire toutes les pages.",
  },
  de: {
    fax: "Fax",
    to: "An",
    from: "Von",
    subject: "Betreff",
    pages: "Seiten, mit dieser",
    date: "Datum",
    urgent: "Eilt",
    confidential: "Vertraulich",
    notice:
      "Dieses Fax kann gesetzlich geschützte Gesundheitsdaten enthalten (HIPAA) und ist nur für den oben genannten " +
      "Empfänger bestimmt. Sind Sie das nicht, dürfen Sie es weder lesen noch kopieren oder weitergeben. Haben Sie es " +
      "versehentlich erhalten, rufen Sie bitte sofort den Absender an und vernichten Sie alle Seiten.",
  },
};
