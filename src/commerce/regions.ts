/**
 * Regions that an address names where its country's post or tax asks for one: ISO 3166-2 codes and names, public facts
 * (iso.org/obp). `code Name/other name/former code`. For the US also the three postal codes of its forces abroad.
 */
const listed: Record<string, string> = {
  US: `AL Alabama|AK Alaska|AZ Arizona|AR Arkansas|CA California|CO Colorado|CT Connecticut|DE Delaware|
    DC District of Columbia|
    FL Florida|GA Georgia|HI Hawaii|ID Idaho|IL Illinois|IN Indiana|IA Iowa|KS Kansas|KY Kentucky|LA Louisiana|
    ME Maine|MD Maryland|
    MA Massachusetts|MI Michigan|MN Minnesota|MS Mississippi|MO Missouri|MT Montana|NE Nebraska|NV Nevada|
    NH New Hampshire|
    NJ New Jersey|NM New Mexico|NY New York|NC North Carolina|ND North Dakota|OH Ohio|OK Oklahoma|OR Oregon|
    PA Pennsylvania|
    RI Rhode Island|SC South Carolina|SD South Dakota|TN Tennessee|TX Texas|UT Utah|VT Vermont|VA Virginia|
    WA Washington|
    WV West Virginia|WI Wisconsin|WY Wyoming|AS American Samoa|GU Guam|MP Northern Mariana Islands|PR Puerto Rico|
    UM United States Minor Outlying Islands|VI Virgin Islands|AA Armed Forces Americas|AE Armed Forces Europe|
    AP Armed Forces Pacific`,
  CA: `AB Alberta|BC British Columbia/Colombie-Britannique|MB Manitoba|NB New Brunswick/Nouveau-Brunswick|
    NL Newfoundland and Labrador/Terre-Neuve-et-Labrador|NS Nova Scotia/Nouvelle-Écosse|NT Northwest Territories|
    NU Nunavut|
    ON Ontario|PE Prince Edward Island/Île-du-Prince-Édouard|QC Québec|SK Saskatchewan|YT Yukon`,
  AU: `ACT Australian Capital Territory|NSW New South Wales|NT Northern Territory|QLD Queensland|SA South Australia|
    TAS Tasmania|
    VIC Victoria|WA Western Australia`,
  BR: `AC Acre|AL Alagoas|AP Amapá|AM Amazonas|BA Bahia|CE Ceará|DF Distrito Federal|ES Espírito Santo|GO Goiás|
    MA Maranhão|
    MT Mato Grosso|MS Mato Grosso do Sul|MG Minas Gerais|PA Pará|PB Paraíba|PR Paraná|PE Pernambuco|PI Piauí|
    RJ Rio de Janeiro|
    RN Rio Grande do Norte|RS Rio Grande do Sul|RO Rondônia|RR Roraima|SC Santa Catarina|SP São Paulo|SE Sergipe|
    TO Tocantins`,
  MX: `AGU Aguascalientes|BCN Baja California|BCS Baja California Sur|CAM Campeche|CHP Chiapas|CHH Chihuahua|
    CMX Ciudad de México/DIF|COA Coahuila/Coahuila de Zaragoza|COL Colima|DUR Durango|GUA Guanajuato|GRO Guerrero|
    HID Hidalgo|
    JAL Jalisco|MEX México/Estado de México|MIC Michoacán/Michoacán de Ocampo|MOR Morelos|NAY Nayarit|NLE Nuevo León|
    OAX Oaxaca|
    PUE Puebla|QUE Querétaro|ROO Quintana Roo|SLP San Luis Potosí|SIN Sinaloa|SON Sonora|TAB Tabasco|TAM Tamaulipas|
    TLA Tlaxcala|
    VER Veracruz/Veracruz de Ignacio de la Llave|YUC Yucatán|ZAC Zacatecas`,
  IN: `AN Andaman and Nicobar Islands|AP Andhra Pradesh|AR Arunachal Pradesh|AS Assam|BR Bihar|CH Chandigarh|
    CG Chhattisgarh/CT|
    DH Dadra and Nagar Haveli and Daman and Diu|DL Delhi|GA Goa|GJ Gujarat|HR Haryana|HP Himachal Pradesh|
    JK Jammu and Kashmir|
    JH Jharkhand|KA Karnataka|KL Kerala|LA Ladakh|LD Lakshadweep|MP Madhya Pradesh|MH Maharashtra|MN Manipur|
    ML Meghalaya|
    MZ Mizoram|NL Nagaland|OD Odisha/OR/Orissa|PY Puducherry|PB Punjab|RJ Rajasthan|SK Sikkim|TN Tamil Nadu|
    TS Telangana/TG|
    TR Tripura|UP Uttar Pradesh|UK Uttarakhand/UT|WB West Bengal`,
  JP: `01 Hokkaido/北海道|02 Aomori/青森県|03 Iwate/岩手県|04 Miyagi/宮城県|05 Akita/秋田県|06 Yamagata/山形県|07 Fukushima/福島県|
    08 Ibaraki/茨城県|09 Tochigi/栃木県|10 Gunma/群馬県|11 Saitama/埼玉県|12 Chiba/千葉県|13 Tokyo/東京都|14 Kanagawa/神奈川県|
    15 Niigata/新潟県|16 Toyama/富山県|17 Ishikawa/石川県|18 Fukui/福井県|19 Yamanashi/山梨県|20 Nagano/長野県|21 Gifu/岐阜県|
    22 Shizuoka/静岡県|23 Aichi/愛知県|24 Mie/三重県|25 Shiga/滋賀県|26 Kyoto/京都府|27 Osaka/大阪府|28 Hyogo/兵庫県|29 Nara/奈良県|
    30 Wakayama/和歌山県|31 Tottori/鳥取県|32 Shimane/島根県|33 Okayama/岡山県|34 Hiroshima/広島県|35 Yamaguchi/山口県|
    36 Tokushima/徳島県|37 Kagawa/香川県|38 Ehime/愛媛県|39 Kochi/高知県|40 Fukuoka/福岡県|41 Saga/佐賀県|42 Nagasaki/長崎県|
    43 Kumamoto/熊本県|44 Oita/大分県|45 Miyazaki/宮崎県|46 Kagoshima/鹿児島県|47 Okinawa/沖縄県`,
  CN: `AH Anhui/安徽|BJ Beijing/北京|CQ Chongqing/重庆|FJ Fujian/福建|GD Guangdong/广东|GS Gansu/甘肃|GX Guangxi/广西|GZ Guizhou/贵州|
    HA Henan/河南|HB Hubei/湖北|HE Hebei/河北|HI Hainan/海南|HL Heilongjiang/黑龙江|HN Hunan/湖南|JL Jilin/吉林|JS Jiangsu/江苏|
    JX Jiangxi/江西|LN Liaoning/辽宁|NM Inner Mongolia/内蒙古|NX Ningxia/宁夏|QH Qinghai/青海|SC Sichuan/四川|SD Shandong/山东|
    SH Shanghai/上海|SN Shaanxi/陕西|SX Shanxi/山西|TJ Tianjin/天津|XJ Xinjiang/新疆|XZ Tibet/西藏|YN Yunnan/云南|ZJ Zhejiang/浙江`,
}

type Region = { code: string; name: string }
const regions = new Map(Object.entries(listed).map(([country, text]) => [country, regionsOf(text)]))

function regionsOf(text: string): { all: Region[]; known: Map<string, Region> } {
  const all: Region[] = []
  const known = new Map<string, Region>()
  for (const entry of text.split('|')) {
    const [, code = '', names = ''] = /^\s*(\S+) (.+)$/s.exec(entry) ?? []
    const region = { code, name: names.split('/')[0]! }
    all.push(region)
    for (const word of [code, ...names.split('/')]) known.set(folded(word), region)
  }
  return { all, known }
}

/**
 * Lower case without accents and points, so that "Quebec", "québec" and "QUÉBEC" are one; text in other scripts stays.
 */
function folded(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f.]/g, '')
    .trim()
    .toLowerCase()
}

/** The regions of a country (code without the country, name), or null where no region is asked for. */
export const regionsIn = (country: string): readonly Region[] | null => regions.get(country)?.all ?? null

/**
 * What a person wrote as region → its ISO 3166-2 code, "US-CA" for `CA`, `us-ca` or `California`. Where we have no
 * list, a text of one to three letters or digits is taken as a code. Null for anything else. Never throws.
 */
export function regionCode(country: string, text: string | undefined): string | null {
  const region = regionNamed(country, text)
  return region === null ? null : `${country}-${region.code}`
}

/** The region that a text names by code or name; where the country has no list, by code only. */
export function regionNamed(country: string, text: string | undefined): Region | null {
  if (text === undefined) return null
  const word = folded(text)
  const bare = word.startsWith(`${country.toLowerCase()}-`) ? word.slice(3) : word
  const list = regions.get(country)
  if (list !== undefined) return list.known.get(bare) ?? null
  return /^[a-z0-9]{1,3}$/.test(bare) ? { code: bare.toUpperCase(), name: bare.toUpperCase() } : null
}
