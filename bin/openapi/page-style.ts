/** The page's only style: no font, picture or script is loaded from anywhere. */
export const pageStyle = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #57606a; --paper: #ffffff; --panel: #f4f6f8; --line: #d0d7de; --link: #0b57b0;
  --get: #0b57b0; --post: #1a6b35; --delete: #a8201a; }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e9ed; --soft: #a3adb8; --paper: #14171b; --panel: #1e2329; --line: #3a424b; --link: #7db8ff;
    --get: #7db8ff; --post: #7fd698; --delete: #ff9d96; }
}
* { box-sizing: border-box; }
body { margin: 0; font: 1rem/1.6 system-ui, sans-serif; color: var(--ink); background: var(--paper); }
a { color: var(--link); }
a:focus-visible, summary:focus-visible, [tabindex]:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
.skip { position: absolute; left: -999rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--paper); padding: .5rem 1rem; z-index: 1; }
.frame { display: grid; grid-template-columns: 17rem minmax(0, 60rem); gap: 3rem; max-width: 82rem; margin: 0 auto; padding: 0 1.5rem; }
nav { position: sticky; top: 0; align-self: start; max-height: 100vh; overflow-y: auto; padding: 2rem 0; font-size: .95rem; }
nav h2 { font-size: 1rem; margin: 1rem 0 .25rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav li a { display: block; padding: .2rem 0; text-decoration: none; }
nav li a:hover { text-decoration: underline; }
main { padding: 2rem 0 6rem; min-width: 0; }
h1 { font-size: 2rem; line-height: 1.2; margin: 0 0 1rem; }
h2 { font-size: 1.5rem; margin: 3rem 0 .5rem; border-bottom: 1px solid var(--line); padding-bottom: .25rem; }
nav h2 { border: 0; padding: 0; }
h3 { font-size: 1.2rem; margin: 2.5rem 0 .25rem; }
p { margin: .5rem 0; max-width: 46rem; }
code { font: .9em ui-monospace, monospace; background: var(--panel); padding: .1em .3em; border-radius: 3px; overflow-wrap: anywhere; }
.route { font-size: 1.05rem; }
.method { font: 700 .85rem ui-monospace, monospace; border: 2px solid; border-radius: 4px; padding: .1rem .45rem; }
.get { color: var(--get); } .post { color: var(--post); } .delete { color: var(--delete); }
.auth { color: var(--soft); font-size: .9rem; margin-left: .5rem; }
figure { margin: 1rem 0; }
figcaption { color: var(--soft); font-size: .85rem; }
pre { margin: 0; padding: .75rem 1rem; background: var(--panel); border: 1px solid var(--line); border-radius: 6px; overflow-x: auto; line-height: 1.45; }
pre code { background: none; padding: 0; overflow-wrap: normal; }
.wide { overflow-x: auto; margin: 1.25rem 0; }
table { border-collapse: collapse; width: 100%; min-width: 36rem; font-size: .95rem; }
caption { text-align: left; font-weight: 600; padding: 0 0 .3rem; }
th, td { text-align: left; vertical-align: top; padding: .4rem .75rem .4rem 0; border-top: 1px solid var(--line); }
thead th { color: var(--soft); font-weight: 600; font-size: .85rem; border-top: 0; }
tbody th { font-weight: 400; min-width: 5rem; }
tbody th code, td:last-child > code:only-child { white-space: nowrap; }
td:nth-child(2) { min-width: 8rem; }
summary { cursor: pointer; color: var(--link); }
@media (max-width: 60rem) {
  .frame { display: block; }
  nav { position: static; max-height: none; padding-bottom: 0; }
}
@media print { nav { display: none; } .frame { display: block; } }
`.trim();
