import { base64, eml } from "../eml.ts";
import { referral } from "../papers.ts";
import { answerTo, type RealMessage } from "../real-message.ts";

const head = (messageId: string) => `From: Ann Lee <ann@clinic.example>
To: 13125550148@fax.example.com
Subject: Signed
Message-ID: ${messageId}
MIME-Version: 1.0`;
const inner = `Content-Type: multipart/mixed; boundary="inner"

--inner
Content-Type: text/plain; charset=utf-8

Please see attached.

--inner
Content-Type: application/pdf; name="referral.pdf"
Content-Disposition: attachment; filename="referral.pdf"
Content-Transfer-Encoding: base64

${base64(referral)}

--inner--`;
const cover = { subject: "Signed", message: "Please see attached." };

/** Signed and encrypted: what is sealed is read, what is locked is told. */
export const sealed: RealMessage[] = [
  {
    name: "signed by S/MIME",
    raw: () => eml`
      ${head("<smime@clinic.example>")}
      Content-Type: multipart/signed; protocol="application/x-pkcs7-signature"; micalg=SHA1; boundary="outer"

      --outer
      ${inner}

      --outer
      Content-Type: application/x-pkcs7-signature; name="smime.p7s"
      Content-Disposition: attachment; filename="smime.p7s"
      Content-Transfer-Encoding: base64

      MIIGKQYJKoZIhvcNAQcCoIIGGjCCBhYCAQExDTALBglghkgBZQMEAgE=

      --outer--
      `,
    expected: { documents: [referral], cover, reply: answerTo("<smime@clinic.example>") },
  },
  {
    name: "Thunderbird: signed by OpenPGP, the key beside it",
    raw: () => eml`
      ${head("<pgp@clinic.example>")}
      Content-Type: multipart/signed; micalg=pgp-sha512;
       protocol="application/pgp-signature"; boundary="outer"

      This is an OpenPGP/MIME signed message (RFC 4880 and 3156)
      --outer
      Content-Type: multipart/mixed; boundary="keyed"

      --keyed
      ${inner}

      --keyed
      Content-Type: application/pgp-keys; name="OpenPGP_0x1A2B3C4D.asc"
      Content-Disposition: attachment; filename="OpenPGP_0x1A2B3C4D.asc"
      Content-Description: OpenPGP public key

      -----BEGIN PGP PUBLIC KEY BLOCK-----

      --keyed--

      --outer
      Content-Type: application/pgp-signature; name="OpenPGP_signature.asc"
      Content-Description: OpenPGP digital signature
      Content-Disposition: attachment; filename="OpenPGP_signature.asc"

      -----BEGIN PGP SIGNATURE-----

      --outer--
      `,
    expected: { documents: [referral], cover, reply: answerTo("<pgp@clinic.example>") },
  },
  {
    name: "encrypted by S/MIME",
    raw: () => eml`
      ${head("<locked@clinic.example>")}
      Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name="smime.p7m"
      Content-Disposition: attachment; filename="smime.p7m"
      Content-Transfer-Encoding: base64

      MIIBsQYJKoZIhvcNAQcDoIIBojCCAZ4CAQAxggE=
      `,
    expected: {
      outcomes: ["refused document_missing"],
      documents: [],
      leftOut: ["application/pkcs7-mime"],
      reply: answerTo("<locked@clinic.example>"),
    },
  },
  {
    name: "encrypted by OpenPGP",
    raw: () => eml`
      ${head("<locked-pgp@clinic.example>")}
      Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="outer"

      --outer
      Content-Type: application/pgp-encrypted
      Content-Description: PGP/MIME version identification

      Version: 1

      --outer
      Content-Type: application/octet-stream; name="encrypted.asc"
      Content-Description: OpenPGP encrypted message
      Content-Disposition: inline; filename="encrypted.asc"

      -----BEGIN PGP MESSAGE-----

      --outer--
      `,
    expected: {
      outcomes: ["refused document_missing"],
      documents: [],
      leftOut: ["application/pgp-encrypted", "application/octet-stream"],
      reply: answerTo("<locked-pgp@clinic.example>"),
    },
  },
];
