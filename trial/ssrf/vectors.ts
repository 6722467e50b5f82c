import { drawNumbers } from '../../packages/matcher/src/index/drawn-hashes.ts'
import { addressesIn, formsOf, readAddress } from './addresses.ts'
import { nameOf } from './names.ts'
import { OWN_NAT64, OWN_RANGES, REFUSED_RANGES } from './refused-ranges.ts'
import { listTricks, type Trick } from './tricks.ts'

/** A URL that leads inside; `row` says of which range and form, or which trick it is. */
export type Vector = {
  row: string
  url: string
  /** The address it is after; null where it must not even be read as a URL. */
  target: string | null
  /** What gives it away: how it is written, the address it leads to, or either. */
  shownBy: readonly Showing[]
}

export type Showing = 'url' | 'address'

/**
 * Every range that must be refused, several addresses of each, as a literal and behind a name; one
 * address of each in every form of writing; and every trick.
 *
 * @param site  address and port of the one web server that is open
 */
export function listVectors(seed: number, site: { address: string; port: number }): Vector[] {
  const { below } = drawNumbers(seed)
  const ranges = Object.entries({ ...REFUSED_RANGES, ...OWN_RANGES })
  const plain = ranges.flatMap(([range, notable]) =>
    [...new Set([...addressesIn(range, below), ...notable])].flatMap((target) => [
      { row: `${range} literal`, host: hostOf(target), target, shownBy: EITHER },
      { row: `${range} name`, host: nameOf(target), target, shownBy: ADDRESS },
    ]),
  )
  const hidden = ranges
    .filter(([range]) => !range.includes(':'))
    .flatMap(([range, [target = '']]) =>
      Object.entries(formsOf(target, OWN_NAT64)).map(([form, host]) => ({
        row: `${range} ${form}`,
        host,
        target: host.startsWith('[') ? host.slice(1, -1) : target,
        shownBy: EITHER,
      })),
    )
  // The port of the site is open, and must not open anything else.
  const begin = [`http://HOST/`, `http://HOST:${site.port}/`, `https://HOST/`]
  const addresses = [...plain, ...hidden].map(({ host, ...vector }, at) => ({
    ...vector,
    url: begin[at % begin.length]!.replace('HOST', host),
  }))
  const tricks = listTricks(site).map((trick) => ({ ...trick, shownBy: showingOf(trick, site) }))
  return [...addresses, ...tricks]
}

const hostOf = (address: string): string =>
  readAddress(address).family === 4 ? address : `[${address}]`

/** The address of the site is open: only the port or the name shows what must not be asked there. */
function showingOf(
  { url, target }: Trick,
  site: { address: string; port: number },
): readonly Showing[] {
  const { hostname = '', port = '' } = URL.parse(url) ?? {}
  if (target === site.address) return URL_ALONE
  if (target === null) return hostname === '' ? URL_ALONE : EITHER
  const isOpen = (port === '' || port === String(site.port)) && OPEN_DOMAINS.test(hostname)
  return isOpen ? ADDRESS : EITHER
}

const EITHER: readonly Showing[] = ['url', 'address']
const ADDRESS: readonly Showing[] = ['address']
const URL_ALONE: readonly Showing[] = ['url']
const OPEN_DOMAINS =
  /(?:^|\.)(?:nip\.io|localtest\.me|burpcollaborator\.net|nicob\.net|example\.net|localdomain|svc)\.?$/
