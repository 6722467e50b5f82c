/**
 * What tells of the country that an address is in, the most specific first.
 *
 * `person` was looked at; `geolocation` says where the address is, `rir` where the network of the
 * address is registered, `origin-as` where whoever announces it is, `tls` what the certificate says.
 */
export const COUNTRY_SOURCES = ['person', 'geolocation', 'rir', 'origin-as', 'tls'] as const
export type CountrySource = (typeof COUNTRY_SOURCES)[number]

/** ISO 3166 codes; a source that says nothing is absent. */
export type Countries = Partial<Record<CountrySource, string>>

export type HostingCountry = {
  /** The one that the route is chosen by; null when no source knows. */
  country: string | null
  by: CountrySource | null
  countries: Countries
  /** Not all sources say the same: for people to see. */
  disagree: boolean
  /** What evidence as good as the chosen one says instead: a person is asked where that is another route. */
  rivals: string[]
}

/** Where an address behind which nobody stands is registered, and where it seems to be, rival. */
const STRONG: readonly CountrySource[] = ['geolocation', 'rir']

/**
 * Decides which country a takedown is routed by.
 *
 * The most specific source decides. An address of a delivery network is in many places at once, so
 * what a geolocation says of it counts for nothing, and where the network is registered decides.
 * Where an origin network or a certificate is from counts only when nothing better is known: large
 * hosts announce addresses of many countries.
 *
 * @param isDelivered the address is that of a delivery network, and not of the host behind it
 */
export function decideCountry(countries: Countries, isDelivered: boolean): HostingCountry {
  const counting = COUNTRY_SOURCES.filter(
    (source) => countries[source] !== undefined && !(isDelivered && source === 'geolocation'),
  )
  const by = counting[0] ?? null
  const country = by === null ? null : countries[by]!
  const said = new Set(Object.values(countries))
  const isSettled = by === 'person' || isDelivered
  const rivals = isSettled || by === null ? [] : rivalsOf(countries, counting, by)
  return { country, by, countries, disagree: said.size > 1, rivals }
}

function rivalsOf(
  countries: Countries,
  counting: readonly CountrySource[],
  by: CountrySource,
): string[] {
  const peers = STRONG.includes(by)
    ? counting.filter((source) => STRONG.includes(source))
    : counting
  const others = peers.map((source) => countries[source]!).filter((one) => one !== countries[by])
  return [...new Set(others)]
}
