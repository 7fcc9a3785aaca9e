/** The pages' only style: no font, picture or script is loaded from anywhere. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --panel: #f4f6f8; --line: #d0d7de; --link: #0b57b0; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --soft: #a3adb8; --paper: #14171b; --panel: #1e2329; --line: #3a424b; --link: #7db8ff; }
}
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.55 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
main { max-width: 64rem; margin: 0 auto; padding: 2.5rem 1.5rem 5rem; }
a { color: var(--link); }
a:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; border-radius: 2px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: 0 0 .5rem; overflow-wrap: anywhere; }
h2 { font-size: 1rem; margin: 2.5rem 0 .75rem; }
p { margin: 0; }
.about { color: var(--soft); font-size: .9rem; }

table { border-collapse: collapse; table-layout: fixed; width: 100%; margin-top: 1.5rem; font-size: .95rem; }
th, td { text-align: left; vertical-align: top; padding: .6rem 1.25rem .6rem 0; border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-size: .85rem; font-weight: 600; }
th:last-child, td:last-child { padding-right: 0; }
.time { white-space: nowrap; color: var(--soft); font-variant-numeric: tabular-nums; }
.who, .subject { overflow-wrap: anywhere; }
thead th:nth-child(1) { width: 13rem; }
thead th:nth-child(2) { width: 13rem; }
thead th:nth-child(3) { width: 14rem; }
.subject a { font-weight: 600; }
.subject a, .name { text-decoration: none; }
.subject a:hover, .name:hover bdi { text-decoration: underline; }
.clip { color: var(--soft); white-space: nowrap; }
.clip svg { vertical-align: -.15em; }

nav { margin-bottom: 1.5rem; font-size: .95rem; }
nav a::before { content: "\\2190"; margin-right: .4rem; }
dl { margin: 1.25rem 0 0; padding: .75rem 0; border: solid var(--line); border-width: 1px 0; font-size: .95rem; }
dl div { display: grid; grid-template-columns: 7rem minmax(0, 1fr); gap: 1rem; padding: .15rem 0; }
dt { color: var(--soft); }
dd { margin: 0; overflow-wrap: anywhere; }
.text { margin: 1.75rem 0 0; font: inherit; white-space: pre-wrap; overflow-wrap: anywhere; max-width: 46rem; }
iframe { display: block; width: 100%; height: 22rem; resize: vertical; overflow: auto; border: 1px solid var(--line); border-radius: 6px; background: #ffffff; color-scheme: light; }
.files { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: 1rem; list-style: none; margin: 0; padding: 0; }
.files li { display: flex; flex-direction: column; padding: .85rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; font-size: .95rem; }
.files img { display: block; max-width: 100%; max-height: 15rem; margin: 0 auto .75rem; background: #ffffff; box-shadow: 0 0 0 1px var(--line); }
.name { font-weight: 600; overflow-wrap: anywhere; }
.files p:last-child { margin-top: auto; padding-top: .5rem; }
.source { margin-top: 2.5rem; padding-top: .75rem; border-top: 1px solid var(--line); color: var(--soft); font-size: .95rem; }

@media (max-width: 45rem) {
  main { padding: 1.5rem 1rem 4rem; }
  thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  tr { display: flex; flex-direction: column; padding: .75rem 0; border-bottom: 1px solid var(--line); }
  td { display: block; padding: 0; border: 0; }
  .subject { order: -1; }
  .time, .who { font-size: .9rem; }
  dl div { grid-template-columns: minmax(0, 1fr); gap: 0; padding: .3rem 0; }
}
`.trim();
