import { DomainError, LANGUAGES } from '@nightlight/contract'
import {
  changeProvider,
  listProviders,
  PROVIDER_KINDS,
  providerNamed,
  readProvider,
  URL_POLICIES,
  type ListedProvider,
  type ProviderChange,
} from '@nightlight/notices'
import type { Db } from '@nightlight/runtime'
import { asCaller, type CallerOptions } from './as-caller.ts'

const PAGE = 200

export type ListOptions = CallerOptions & {
  search?: string
  kind?: string
  country?: string
  open?: boolean
}

/**
 * `nightlight providers list`: the register, by name.
 *
 * @throws {DomainError} `option-invalid`; as `asCaller`
 */
export async function providersList(options: ListOptions): Promise<void> {
  const { search = null, kind, country = null, open = false } = options
  const filter = { search, kind: kind ? oneOf('kind', PROVIDER_KINDS, kind) : null, country }
  await asCaller(options, 'provider:read', async ({ db }) => all(db, { ...filter, isOpen: open }))
}

type Filter = Omit<Parameters<typeof listProviders>[1], 'limit' | 'after'>

async function* all(db: Db, filter: Filter): AsyncIterable<ListedProvider> {
  let after: string | null = null
  do {
    const page: ListedProvider[] = await listProviders(db, { ...filter, limit: PAGE, after })
    yield* page
    after = page.length === PAGE ? (page.at(-1)?.id ?? null) : null
  } while (after !== null)
}

/**
 * `nightlight providers show PROVIDER`: everything that is known of one, as JSON.
 *
 * @throws {DomainError} `provider-not-found`; as `asCaller`
 */
export const providersShow = (name: string, options: CallerOptions): Promise<void> =>
  asCaller(
    options,
    'provider:read',
    async ({ db, crypto }) => {
      const id = await providerNamed(db, name)
      const provider = await readProvider(db, crypto, id, new Date())
      return provider ? [provider] : []
    },
    (provider) => JSON.stringify(provider, null, 2),
  )

export type SetOptions = CallerOptions & {
  language?: string
  addresses?: string
  channel?: string
  organisation?: string
  asns?: string
  domains?: string
  note?: string
}

/**
 * `nightlight providers set PROVIDER`: changes what the options name.
 *
 * @throws {DomainError} `option-invalid`, `provider-not-found`; as `changeProvider` and `asCaller`
 */
export async function providersSet(name: string, options: SetOptions): Promise<void> {
  const change = changeOf(options)
  const changed = Object.keys(change)
  if (changed.length === 0) throw optionInvalid('give one of the options at least')
  await asCaller(options, 'provider:write', async ({ db, crypto }, { actor }) =>
    db.transaction().execute(async (trx) => {
      const provider = await providerNamed(trx, name)
      await changeProvider(trx, crypto, provider, change, { actor, now: new Date() })
      return [{ provider, changed: changed.join(',') }]
    }),
  )
}

function changeOf(options: SetOptions): ProviderChange {
  const { language, addresses, channel, organisation, asns, domains, note } = options
  return {
    ...(language !== undefined && {
      language: language === '' ? null : oneOf('language', LANGUAGES, language),
    }),
    ...(addresses !== undefined && {
      urlPolicy: addresses === '' ? null : oneOf('addresses', URL_POLICIES, addresses),
    }),
    ...(channel !== undefined && { channel }),
    ...(organisation !== undefined && { organisation: organisation || null }),
    ...(asns !== undefined && {
      asns: partsOf(asns).map((part) => Number(part.replace(/^as/i, ''))),
    }),
    ...(domains !== undefined && { domains: partsOf(domains.toLowerCase()) }),
    ...(note !== undefined && { note: note || null }),
  }
}

const partsOf = (text: string): string[] => text.split(/[\s,]+/).filter((part) => part !== '')

function oneOf<Name extends string>(option: string, names: readonly Name[], said: string): Name {
  const known = names.find((name) => name === said)
  if (known !== undefined) return known
  throw optionInvalid(`--${option} is one of ${names.join(', ')}`)
}

const optionInvalid = (hint: string): DomainError =>
  new DomainError('invalid', 'option-invalid', `About a provider: ${hint}`)
