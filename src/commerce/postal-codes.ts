/**
 * How postal codes look: country, an example, the pattern. Public facts of the Universal Postal Union's member posts.
 * A country that is not here takes any code, or none.
 */
const facts = `
  AT 1010 : \\d{4}
  BE 1000 : \\d{4}
  BG 1000 : \\d{4}
  CY 1010 : \\d{4}
  CZ 110 00 : \\d{3} ?\\d{2}
  DE 20095 : \\d{5}
  DK 1050 : \\d{4}
  EE 10111 : \\d{5}
  ES 28001 : (0[1-9]|[1-4]\\d|5[0-2])\\d{3}
  FI 00100 : \\d{5}
  FR 75001 : \\d{5}
  GR 105 57 : \\d{3} ?\\d{2}
  HR 10000 : \\d{5}
  HU 1051 : \\d{4}
  IE D02 AF30 : (D6W|[A-Z]\\d{2}) ?[A-Z\\d]{4}
  IT 00184 : \\d{5}
  LT 01100 : (LT-)?\\d{5}
  LU 1009 : (L-)?\\d{4}
  LV LV-1010 : (LV-)?\\d{4}
  MT VLT 1117 : [A-Z]{3} ?\\d{4}
  NL 1012 JS : [1-9]\\d{3} ?[A-Z]{2}
  PL 00-001 : \\d{2}-?\\d{3}
  PT 1100-148 : \\d{4}-?\\d{3}
  RO 010011 : \\d{6}
  SE 111 22 : \\d{3} ?\\d{2}
  SI 1000 : (SI-)?\\d{4}
  SK 811 01 : \\d{3} ?\\d{2}
  AX 22100 : 22\\d{3}
  CH 8001 : \\d{4}
  GB SW1A 1AA : GIR ?0AA|[A-Z]{1,2}\\d[A-Z\\d]? ?\\d[A-Z]{2}
  GG GY1 1AA : GY\\d{1,2} ?\\d[A-Z]{2}
  IM IM1 1AA : IM\\d{1,2} ?\\d[A-Z]{2}
  IS 101 : \\d{3}
  JE JE2 3AB : JE\\d ?\\d[A-Z]{2}
  LI 9490 : 94(8[5-9]|9\\d)
  MC 98000 : 980\\d{2}
  NO 0150 : \\d{4}
  RS 11000 : \\d{5}
  TR 34000 : \\d{5}
  UA 01001 : \\d{5}
  AU 2000 : \\d{4}
  BR 01310-100 : \\d{5}-?\\d{3}
  CA K1A 0B1 : [ABCEGHJ-NPRSTVXY]\\d[ABCEGHJ-NPRSTV-Z] ?\\d[ABCEGHJ-NPRSTV-Z]\\d
  CN 100000 : \\d{6}
  IL 6100001 : \\d{5}(\\d{2})?
  IN 110001 : [1-9]\\d{5}
  JP 100-0001 : \\d{3}-?\\d{4}
  KR 03051 : \\d{5}
  MX 06000 : \\d{5}
  MY 50000 : \\d{5}
  NZ 1010 : \\d{4}
  SG 238841 : \\d{6}
  TH 10200 : \\d{5}
  TW 100 : \\d{3}(-?\\d{2,3})?
  US 94103 : \\d{5}(-\\d{4})?
  PR 00901 : 00[679]\\d{2}(-\\d{4})?
  ZA 8001 : \\d{4}`

/** Countries above whose post delivers without a code too. */
const optional = new Set(['IE'])

export type PostalCodes = { example: string; pattern: RegExp; required: boolean }

/** ISO 3166-1 alpha-2 → how its postal codes look. The pattern is for a text in capitals without blanks around. */
export const postalCodes: ReadonlyMap<string, PostalCodes> = new Map(
  facts
    .trim()
    .split('\n')
    .map((fact) => {
      const [, country = '', example = '', pattern = ''] = /^\s*([A-Z]{2}) (.+) : (.+)$/.exec(fact) ?? []
      return [country, { example, pattern: new RegExp(`^(?:${pattern})$`), required: !optional.has(country) }] as const
    }),
)
