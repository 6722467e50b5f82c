import { readFileSync } from 'node:fs'
import { createAddressPolicy, type Db } from '@nightlight/runtime'
import { createFindHost, type FindHost } from './find-host.ts'
import { parseDeliveryNetworks } from './hosting/delivery-network.ts'
import { openGeolocation } from './hosting/geolocation.ts'
import type { Patience } from './patience.ts'
import { createBootstrap } from './recipients/bootstrap.ts'
import { createDirectoryCopies } from './recipients/bootstrap-store.ts'
import { createCheckedRequest } from './recipients/checked-request.ts'
import { parseOperatorContacts } from './recipients/operator-contacts.ts'
import { createRdap } from './recipients/rdap.ts'
import { createSecurityTxt } from './recipients/security-txt.ts'

export type HostSettings = {
  RDAP_URL?: string
  RDAP_BOOTSTRAP_URL: string
  RDAP_ALLOW_NETWORKS: readonly string[]
  RDAP_GAP_MS: number
  GEOLOCATION_FILE?: string
  CONTACTS_FILE?: string
  DELIVERY_NETWORKS: string
  SECURITY_TXT: 'on' | 'off'
}

const TIMEOUT_MS = 10_000
const MAX_RDAP_BYTES = 2 ** 20
const MAX_DIRECTORY_BYTES = 4 * 2 ** 20
const MAX_SECURITY_TXT_BYTES = 32_768
const DAY_MS = 86_400_000

/**
 * Whoever finds hosts in this process, as its settings say.
 *
 * Connections go to public addresses alone, but for the hosts that are set here and the networks that
 * are allowed here.
 *
 * @throws {DomainError} as the readers of the files, and for a URL or network that is none
 */
export function createFindHostFrom(
  settings: HostSettings,
  { db, patience, now }: { db: Db; patience: Patience; now: () => Date },
): FindHost {
  const policy = createAddressPolicy({ allowNetworks: settings.RDAP_ALLOW_NETWORKS })
  const { RDAP_URL: baseUrl, RDAP_BOOTSTRAP_URL: directoryUrl } = settings
  const requestTo = (maxBytes: number, trusted: string | undefined, accept?: string) => {
    const trustedHosts =
      trusted !== undefined && URL.canParse(trusted) ? [new URL(trusted).hostname] : []
    return createCheckedRequest(
      { policy },
      { maxBytes, trustedHosts, ...(accept === undefined ? {} : { accept }) },
    )
  }
  const bootstrap = createBootstrap(
    {
      request: requestTo(MAX_DIRECTORY_BYTES, directoryUrl, 'application/json'),
      copies: createDirectoryCopies(db),
      now,
    },
    { url: directoryUrl, maxAgeMs: DAY_MS, timeoutMs: TIMEOUT_MS },
  )
  const rdap = createRdap(
    { request: requestTo(MAX_RDAP_BYTES, baseUrl), bootstrap, now },
    {
      ...(baseUrl === undefined ? {} : { baseUrl }),
      timeoutMs: TIMEOUT_MS,
      cacheMs: patience.hostMs,
      maxBytes: MAX_RDAP_BYTES,
      // A server of the operator's own needs no manners of ours but its Retry-After.
      gapMs: baseUrl === undefined ? settings.RDAP_GAP_MS : 0,
    },
  )
  const securityTxt =
    settings.SECURITY_TXT === 'on'
      ? createSecurityTxt(
          { request: requestTo(MAX_SECURITY_TXT_BYTES, undefined, 'text/plain'), now },
          { timeoutMs: TIMEOUT_MS, maxBytes: MAX_SECURITY_TXT_BYTES, cacheMs: patience.hostMs },
        )
      : undefined
  const { GEOLOCATION_FILE: geolocationFile, CONTACTS_FILE: contactsFile } = settings
  return createFindHost({
    db,
    rdap,
    patience,
    now,
    securityTxt,
    geolocation: geolocationFile === undefined ? undefined : openGeolocation(geolocationFile),
    deliveryNetworks: parseDeliveryNetworks(readJson(networksFile(settings.DELIVERY_NETWORKS))),
    operatorContacts:
      contactsFile === undefined ? undefined : parseOperatorContacts(readJson(contactsFile)),
  })
}

/** A name in infra/networks without `.json`, or the path of a file. */
const networksFile = (name: string): string | URL =>
  name.endsWith('.json') ? name : new URL(`../../../infra/networks/${name}.json`, import.meta.url)

const readJson = (file: string | URL): unknown => JSON.parse(readFileSync(file, 'utf8'))
