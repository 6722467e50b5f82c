import { readAddress, writeAddress } from './addresses.ts'
import type { Answer, Zone } from './dns-server.ts'

/** Names of this domain change what they answer. */
export const REBINDING_DOMAIN = 'rebind.example.net'

/** How a name changes: at each question, at each connection, by type, or by lot. */
export const REBINDINGS = ['query', 'connection', 'type', 'lot'] as const
export type Rebinding = (typeof REBINDINGS)[number]

/** The name that answers with one address and no other. */
export function nameOf(address: string): string {
  const { family, value } = readAddress(address)
  return `${value.toString(16).padStart(family === 4 ? 8 : 32, '0')}.nip.io`
}

export type Names = {
  zone: Zone
  /** To be told whenever a request for a name has come in. */
  connected: (name: string) => void
}

/**
 * The names of the trial: all of the internet that there is.
 *
 * @param options.site    the address that may be connected
 * @param options.inside  addresses that must not be, for names that change
 */
export function createNames(options: {
  site: string
  inside: readonly string[]
  below: (limit: number) => number
}): Names {
  const { site, inside, below } = options
  const fixed = fixedNames(site)
  const questions = new Map<string, number>()
  const connections = new Map<string, number>()
  const count = (of: Map<string, number>, name: string): number => {
    const before = of.get(name) ?? 0
    of.set(name, before + 1)
    return before
  }

  function rebind(name: string, type: 'A' | 'AAAA'): Answer[] {
    const [how = '', number = ''] = name.split('-')
    const turn = Number.parseInt(number, 10)
    const address = inside[turn % inside.length]!
    const asked = count(questions, `${type} ${name}`) + turn
    switch (how as Rebinding) {
      case 'query':
        return answers(type, asked % 2 === 0 ? site : address)
      case 'connection':
        return answers(type, (connections.get(name) ?? 0) % 2 === 0 ? site : address)
      case 'type':
        return asked % 2 === 0 || type === 'A' ? answers(type, site) : [{ type, data: '::1' }]
      case 'lot':
        return [...answers(type, site), ...answers(type, address)].filter(() => below(2) === 0)
    }
  }

  return {
    zone(name, type) {
      if (type === 'other') return []
      if (name.endsWith(`.${REBINDING_DOMAIN}`)) return rebind(name, type)
      if (name.startsWith('site.')) return answers(type, site)
      const known = fixed.get(name) ?? wildcard(name)
      if (known === undefined) return null
      return known.filter((answer) => answer.type === type || answer.type === 'CNAME')
    },
    connected: (name) => void count(connections, name.toLowerCase()),
  }
}

const record = (data: string, name?: string): Answer => ({
  type: readAddress(data).family === 4 ? 'A' : 'AAAA',
  data,
  ...(name === undefined ? {} : { name }),
})

/** Those of one type. */
function answers(type: 'A' | 'AAAA', ...addresses: string[]): Answer[] {
  return addresses.map((address) => record(address)).filter((answer) => answer.type === type)
}

/** An address within the name, as the well-known services of that kind answer it. */
function wildcard(name: string): Answer[] | undefined {
  if (name === 'localtest.me' || name.endsWith('.localtest.me')) {
    return [record('127.0.0.1'), record('::1')]
  }
  const [host = ''] = /^(.*)\.nip\.io$/.exec(name)?.slice(1) ?? []
  const parts = /(?:^|[.-])(\d{1,3})[.-](\d{1,3})[.-](\d{1,3})[.-](\d{1,3})$/.exec(host)?.slice(1)
  if (parts) return [record(parts.join('.'))]
  const hex = /^(?:[0-9a-f]{8}|[0-9a-f]{32})$/.exec(host)?.[0]
  if (hex === undefined) return undefined
  const family = hex.length === 8 ? 4 : 6
  return [record(writeAddress({ family, value: BigInt(`0x${hex}`) }))]
}

/** A chain of aliases and what stands at its end. */
function chain(names: readonly string[], address: string): Answer[] {
  const aliases = names
    .slice(1)
    .map((data, at): Answer => ({ type: 'CNAME', data, name: names[at]! }))
  return [...aliases, record(address, names.at(-1))]
}

function fixedNames(site: string): Map<string, readonly Answer[]> {
  const thousand = Array.from({ length: 1000 }, (_, at) => record(`10.1.${at >> 8}.${at & 255}`))
  const sixteen = Array.from({ length: 15 }, () => record(site))
  const alias = (first: string, ...rest: string[]): readonly [string, readonly Answer[]] => {
    const name = `${first}.alias.example.net`
    return [name, chain([name, ...rest], '10.0.0.5')]
  }
  const inner = ['printer.local', 'wiki.internal', 'db.internal']
  return new Map<string, readonly Answer[]>([
    ['spoofed.burpcollaborator.net', [record('127.0.0.1')]],
    ['metadata.nicob.net', [record('169.254.169.254')]],
    ['two-a.mixed.example.net', [record(site), record('10.0.0.5')]],
    ['a-and-aaaa.mixed.example.net', [record(site), record('fd00::5'), record('::ffff:a00:5')]],
    ['last-of-sixteen.mixed.example.net', [...sixteen, record('10.0.0.5')]],
    ['mapped.answer.example.net', [record('::ffff:a9fe:a9fe')]],
    ['compatible.answer.example.net', [record('::a9fe:a9fe')]],
    ['nat64.answer.example.net', [record('64:ff9b::a9fe:a9fe')]],
    ['thousand.answer.example.net', thousand],
    alias('into-internal', 'db.internal'),
    alias('three-steps', ...inner),
    alias('into-own', 'console.own-hotline.example.net'),
    ['loop.alias.example.net', [{ type: 'CNAME', data: 'loop.alias.example.net' }]],
    ['hijacked-nowhere.example.net', [record('10.0.0.5')]],
    ['own-hotline.example.net', [record(site)]],
    ['console.own-hotline.example.net', [record(site)]],
    // what a resolver of an office would answer
    ...['localhost', 'a.localhost', 'localhost.localdomain', 'intranet', 'ip6-localhost'].map(
      (name) => [name, [record('127.0.0.1')]] as const,
    ),
    ...['db.internal', 'metadata.google.internal', 'printer.local', 'router.lan'].map(
      (name) => [name, [record('127.0.0.1')]] as const,
    ),
    ...['nas.home.arpa', 'wiki.corp', 'kubernetes.default.svc', 'unix'].map(
      (name) => [name, [record('127.0.0.1')]] as const,
    ),
  ])
}
