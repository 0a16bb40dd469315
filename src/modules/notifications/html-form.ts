/**
 * How a letter looks. Mail programs know neither style sheets of a page nor `oklch`, so the tokens of the look stand here in
 * hexadecimal, beside each element; `dark` repeats them for programs that turn to the dark by themselves.
 */

/** Colours by class; a class is what the page's dark rules find an element by. */
export const colours = {
  ground: '#f8fbf6',
  surface: '#ffffff',
  ink: '#122219',
  ink2: '#44544a',
  ink3: '#5a695f',
  line: '#d6ddd4',
  leaf: '#155636',
  onLeaf: '#f7fcf3',
  canopy: '#13402b',
  onCanopy: '#f2f5e8',
}
export const darkColours: typeof colours = {
  ground: '#0f1712',
  surface: '#16201a',
  ink: '#ecf1e9',
  ink2: '#bac4b8',
  ink3: '#9ba79b',
  line: '#2b3731',
  leaf: '#84ce9a',
  onLeaf: '#061b10',
  canopy: '#122a1e',
  onCanopy: '#edf2e7',
}
/** The fonts of the shop where the reader has them, else what is nearest on each system. */
export const fonts = {
  display: "'Besley Variable', Besley, Georgia, 'DejaVu Serif', serif",
  text: "'Hanken Grotesk Variable', 'Hanken Grotesk', -apple-system, 'Segoe UI', Roboto, 'Helvetica Neue', Arial, sans-serif",
}

const { ink, leaf, onLeaf } = colours

/** Takes HTML. */
export const heading = (inner: string): string =>
  `<h1 class="ink" style="margin:0 0 16px;font-family:${fonts.display};font-weight:500;font-size:30px;` +
  `line-height:1.15;letter-spacing:-0.015em;color:${ink};">${inner}</h1>`

/** Takes HTML. */
export const paragraph = (inner: string): string =>
  `<p class="ink" style="margin:0 0 16px;font-size:16px;line-height:1.55;color:${ink};">${inner}</p>`

/** The one filled button of a letter. Takes HTML, and an address that is escaped already. */
export const button = (inner: string, address: string): string =>
  `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="margin:8px 0 24px;"><tr>` +
  `<td class="leaf" bgcolor="${leaf}" style="background:${leaf};border-radius:8px;">` +
  `<a class="onleaf" href="${address}" style="display:inline-block;padding:13px 22px;font-size:16px;line-height:1.2;` +
  `font-weight:600;color:${onLeaf};text-decoration:none;">${inner}</a></td></tr></table>`
