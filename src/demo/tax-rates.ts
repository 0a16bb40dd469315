/**
 * Tax rates of the demo shop, in parts per million. They are good enough to try a shop with, and no advice: a real shop
 * asks its accountant.
 *
 * Standard rates of the EU: github.com/kdeldycke/vat-rates (BSD-2-Clause). Reduced rates of the EU:
 * github.com/ibericode/vat-rates (MIT), the first reduced rate it lists for a country; Romania's is newer than the list
 * (11 % since August 2025); Denmark has none, so the class is taxed in full. States of the US:
 * github.com/valeriansaliou/node-sales-tax (MIT), the state's own rate as listed there, without county and city;
 * Alaska, Delaware, Montana, New Hampshire and Oregon have none. Japan: 10 % by the same list; 8 % is the reduced rate
 * of the Consumption Tax Act since October 2019, for food and newspapers; the demo gives it to the whole class.
 */

export type TaxRate = {
  /** ISO 3166-1 alpha-2. */
  country: string
  /** The state, ISO 3166-2 without the country. */
  region?: string
  taxClass: 'standard' | 'reduced'
  name: string
  ppm: number
  /** Whether shipping takes this rate too. */
  shipping: boolean
}

/** Country, standard, reduced. */
const EU = `
AT 200000 100000 | BE 210000  60000 | BG 200000  90000 | CY 190000  50000 | CZ 210000 120000 | DE 190000  70000
DK 250000 250000 | EE 240000  90000 | ES 210000 100000 | FI 255000 100000 | FR 200000  55000 | GR 240000  60000
HR 250000  50000 | HU 270000  50000 | IE 230000  90000 | IT 220000  50000 | LT 210000  50000 | LU 170000  80000
LV 210000  50000 | MT 180000  50000 | NL 210000  90000 | PL 230000  50000 | PT 230000  60000 | RO 210000 110000
SE 250000  60000 | SI 220000  50000 | SK 230000  50000`

/** State, rate. No state of this list has a lower rate for what we call reduced, so both classes take it. */
const US = `
AL 40000 | AR 60000 | AZ 66000 | CA 82500 | CO 29000 | CT 60000 | DC 60000 | FL 60000 | GA 40000 | HI 40000 | IA 60000
ID 60000 | IL 62500 | IN 70000 | KS 65000 | KY 60000 | LA 40000 | MA 62500 | MD 60000 | ME 50000 | MI 60000 | MN 68750
MO 42250 | MS 70000 | NC 57500 | ND 50000 | NE 55000 | NJ 70000 | NM 50000 | NV 68500 | NY 40000 | OH 55000 | OK 45000
PA 60000 | RI 70000 | SC 60000 | SD 40000 | TN 70000 | TX 62500 | UT 59500 | VA 50000 | VT 60000 | WA 65000 | WI 50000
WV 60000 | WY 40000`

const cellsOf = (table: string): string[][] =>
  table
    .trim()
    .split(/[|\n]/)
    .map((cell) => cell.trim().split(/ +/))

/** One row for each country (or state) and tax class. Delivery is taxed in the EU and in Japan, not in the US. */
export const taxRates: readonly TaxRate[] = [
  ...cellsOf(EU).flatMap(([country, standard, reduced]): TaxRate[] => {
    const name = country === 'DE' || country === 'AT' ? 'MwSt.' : 'VAT'
    return [
      { country: country!, taxClass: 'standard', name, ppm: Number(standard), shipping: true },
      { country: country!, taxClass: 'reduced', name, ppm: Number(reduced), shipping: false },
    ]
  }),
  ...cellsOf(US).flatMap(([region, rate]) =>
    (['standard', 'reduced'] as const).map((taxClass): TaxRate => ({
      country: 'US',
      region: region!,
      taxClass,
      name: 'Sales tax',
      ppm: Number(rate),
      shipping: false,
    })),
  ),
  { country: 'JP', taxClass: 'standard', name: 'Consumption tax', ppm: 100_000, shipping: true },
  { country: 'JP', taxClass: 'reduced', name: 'Consumption tax', ppm: 80_000, shipping: false },
]
