/** The people of the demo shop. Nobody here is real: names are invented, every address of mail is at example.com. */
import type { MarketHandle } from './product.ts'

export type PostalAddress = {
  firstName: string
  lastName: string
  company?: string
  line1: string
  line2?: string
  city: string
  region?: string
  postalCode: string
  /** ISO 3166-1 alpha-2. */
  country: string
  phone?: string
}
export type Person = {
  handle: string
  email: string
  firstName: string
  lastName: string
  locale: 'en' | 'de'
  market: MarketHandle
  address: PostalAddress
}

/** First and last name, language, market, street, postcode, city, country (with state or prefecture where needed). */
const CUSTOMERS = `
Mara | Lindqvist | de | eu | Große Brunnenstraße 41 | 22763 | Hamburg | DE
Jonas | Petersen | de | eu | Am Felde 12 | 22765 | Hamburg | DE
Ayşe | Demirel | de | eu | Weserstraße 188 | 12045 | Berlin | DE
Friederike | Obermaier | de | eu | Lindwurmstraße 73 | 80337 | München | DE
Tobias | Grünwald | de | eu | Karl-Heine-Straße 55 | 04229 | Leipzig | DE
Leopold | Hrdlicka | de | eu | Neubaugasse 31 | 1070 | Wien | AT
Sanne | de Wit | en | eu | Lindengracht 204 | 1015 KL | Amsterdam | NL
Camille | Roussel | en | eu | 14 rue des Tables Claudiennes | 69001 | Lyon | FR
Elin | Sjöberg | en | eu | Bondegatan 46 | 116 33 | Stockholm | SE
Ruth | Abernathy | en | us | 1427 Maple Street | 12534 | Hudson | US NY
Marcus | Okafor | en | us | 308 Alder Court | 97214 | Portland | US OR
Haruka | Minase | en | jp | Yanaka 3-99-4 | 110-0001 | Taito-ku | JP Tokyo`

/** People who buy without an account. */
const GUESTS = `
Wiebke | Harms | de | eu | Osterdeich 97 | 28205 | Bremen | DE
Klaus-Dieter | Voß | de | eu | Holtenauer Straße 210 | 24105 | Kiel | DE
Nele | Brandt | de | eu | Venloer Straße 389 | 50825 | Köln | DE
Giulia | Ferrante | en | eu | Via San Vitale 62 | 40125 | Bologna | IT
Pádraig | Ó Conaill | en | eu | 9 Raven Terrace | H91 XY00 | Galway | IE
Magdalena | Wójcik | en | eu | ul. Długa 118 | 80-831 | Gdańsk | PL
Dana | Whitfield | en | us | 77 Orchard Lane | 05401 | Burlington | US VT
Luis | Marquez | en | us | 2210 Cypress Avenue | 78704 | Austin | US TX
Sota | Kiryu | en | jp | Okazaki Minamigoshocho 99 | 606-8334 | Kyoto | JP Kyoto`

/** Twelve customers with an account. */
export const customers: readonly Person[] = peopleOf(CUSTOMERS)
/** Nine who buy as guests. */
export const guests: readonly Person[] = peopleOf(GUESTS)

function peopleOf(table: string): Person[] {
  return table
    .trim()
    .split('\n')
    .map((line) => {
      const cells = line.split(' | ')
      if (cells.length !== 8) throw new Error(`Not a person: "${line}"`)
      const [firstName, lastName, locale, market, line1, postalCode, city, place] = cells as Cells
      const [country, region] = place.split(' ') as [string, string?]
      const handle = asciiOf(`${firstName}.${lastName}`)
      return {
        handle,
        email: `${handle}@example.com`,
        firstName,
        lastName,
        locale: locale === 'de' ? 'de' : 'en',
        market: market as MarketHandle,
        address: { firstName, lastName, line1, city, ...(region !== undefined && { region }), postalCode, country },
      }
    })
}
type Cells = [string, string, string, string, string, string, string, string]

/** "Pádraig.Ó Conaill" becomes "padraig.oconaill"; Latin letters without an accent to take off are spelled out. */
function asciiOf(name: string): string {
  const letters: Record<string, string> = { ä: 'ae', ö: 'oe', ü: 'ue', ß: 'ss', ş: 's', ł: 'l' }
  const spelled = name.toLowerCase().replace(/[äöüßşł]/g, (letter) => letters[letter]!)
  return spelled.normalize('NFD').replace(/[^a-z.-]/g, '')
}
