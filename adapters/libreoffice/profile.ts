type Setting = { path: string; name: string; value: string };

const security = "Office.Common/Security/Scripting";
const proxy = "Inet/Settings";

/**
 * Documents are a stranger's: their macros never run, their links to files and addresses are never followed, and an
 * address that is asked for all the same is asked for at a proxy that does not exist.
 */
const settings: Setting[] = [
  { path: security, name: "MacroSecurityLevel", value: "3" },
  { path: security, name: "DisableMacrosExecution", value: "true" },
  { path: security, name: "DisableActiveContent", value: "true" },
  { path: security, name: "BlockUntrustedRefererLinks", value: "true" },
  { path: "Office.Writer/Content/Update", name: "Link", value: "2" },
  { path: "Office.Calc/Content/Update", name: "Link", value: "1" },
  { path: proxy, name: "ooInetProxyType", value: "1" },
  { path: proxy, name: "ooInetHTTPProxyName", value: "proxy.invalid" },
  { path: proxy, name: "ooInetHTTPProxyPort", value: "9" },
  { path: proxy, name: "ooInetHTTPSProxyName", value: "proxy.invalid" },
  { path: proxy, name: "ooInetHTTPSProxyPort", value: "9" },
];

const item = ({ path, name, value }: Setting): string =>
  `<item oor:path="/org.openoffice.${path}"><prop oor:name="${name}" oor:op="fuse"><value>${value}</value></prop></item>`;

/** The user's settings as LibreOffice keeps them, `registrymodifications.xcu`. */
export const profileOfOurs = `<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
${settings.map(item).join("\n")}
</oor:items>
`;
