/**
 * The order in which each country's post reads an address: S street lines, C city, P postal code, R region
 * (r: its code), K country; a bar starts a line. Written by scripts/generate-tables.ts; do not edit.
 * Facts from github.com/OpenCageData/address-formatting, conf/countries/worldwide.yaml (MIT, (c) 2020 OpenCage GmbH).
 */
const countriesByLayout: [string, string][] = [
  [
    'S|P C|K',
    `
  AD AR AT AX AZ BA BE BL BQ BV CH CL CV CY CZ DE DK DZ EE ES ET FI FO FR GE GF GL GP GR GW HN HR HT IL IS JO
  KW LA LI LR LT LU MA MC MD ME MF MG MK MQ MZ NC NL NO PF PL PM PS PT PW PY RE RO RS SD SE SI SJ SK SN SY TF
  TJ TM TN TR UY WF YT ZM`,
  ],
  [
    'S|C|K',
    `
  AF AG AQ AW BB BI BJ BO BS BW BZ CD CF CG CI CK CM CW DJ DM EH ER FJ GA GD GH GI GM GQ GY KI KM KP LC LY ML
  MO MR MS MW NE NI NR NU PN QA RW SB SC SL SO SR SS ST SX TD TG TL TO UG VC VU WS YE ZW`,
  ],
  [
    'S|C P|K',
    `
  BG BH BM BT JM KH KY LB LK LS MU MV NA NZ PE PK SA SG TK TW`,
  ],
  [
    'S|C|P|K',
    `
  EG FK GB GG GS IE IM IO IQ JE KE MT SH SZ TC ZA`,
  ],
  [
    'S|C, r P|K',
    `
  AS CA FM GU MH MP PR UM US VI`,
  ],
  [
    'S|P C|R|K',
    `
  BY GN KG KZ MY TZ`,
  ],
  [
    'S|C, P|K',
    `
  AO CU LV MM TT`,
  ],
  [
    'S|C r P|K',
    `
  AU CC CX HM NF`,
  ],
  [
    'S|C|R|K',
    `
  AE BF HK TV`,
  ],
  [
    'S|C|R P|K',
    `
  BN NP TH VN`,
  ],
  [
    'S|P|C|K',
    `
  AL EC MN`,
  ],
  [
    'S|P|C|R|K',
    `
  AM OM PA`,
  ],
  [
    'S|C P|R|K',
    `
  ID KR NG`,
  ],
  [
    'S|P C r|K',
    `
  IT SM VA`,
  ],
  [
    'S|P C, r|K',
    `
  CO MX`,
  ],
  [
    'S|C|R|K|P',
    `
  RU UZ`,
  ],
  [
    'S|C|P K',
    `
  AI`,
  ],
  [
    'S|C - P|K',
    `
  BD`,
  ],
  [
    'S|C - r|P|K',
    `
  BR`,
  ],
  [
    'S|C|r|K P',
    `
  CN`,
  ],
  [
    'S|R, C|P K',
    `
  CR`,
  ],
  [
    'S|C, R|P|K',
    `
  DO`,
  ],
  [
    'S|P-C|K',
    `
  GT`,
  ],
  [
    'P C|S|K',
    `
  HU`,
  ],
  [
    'S|C - P|R|K',
    `
  IN`,
  ],
  [
    'C|S|R|P|K',
    `
  IR`,
  ],
  [
    'S|C, R P|K',
    `
  JP`,
  ],
  [
    'S|C, R|K',
    `
  KN`,
  ],
  [
    'S|C P R|K',
    `
  PG`,
  ],
  [
    'S|C|P R|K',
    `
  PH`,
  ],
  [
    'S|P - C|R|K',
    `
  SV`,
  ],
  [
    'S|C|R|P|K',
    `
  UA`,
  ],
  [
    'S|C P, r|K',
    `
  VE`,
  ],
  [
    'S|C|K, P',
    `
  VG`,
  ],
]

/** ISO 3166-1 alpha-2 → layout. */
export const layouts: ReadonlyMap<string, string> = new Map(
  countriesByLayout.flatMap(([layout, codes]) => codes.match(/\w+/g)!.map((code) => [code, layout] as const)),
)
