import { createClient, type Client } from '@nightlight/client'
import { DomainError } from '@nightlight/contract'
import { readServiceFile } from './data-directory.ts'
import { findInstallation } from './installation.ts'

/**
 * A client for the service of a data directory, or for `NIGHTLIGHT_URL` with `NIGHTLIGHT_KEY`.
 *
 * @throws {DomainError} `service-not-running` when neither is there; as `findInstallation`
 */
export async function findClient(data: string): Promise<Client> {
  const { NIGHTLIGHT_URL: url, NIGHTLIGHT_KEY: key } = process.env
  if (url && key) return createClient({ url, key })
  const service = await readServiceFile(await findInstallation(data))
  if (service) return createClient({ url: service.url, key: service.key })
  throw new DomainError(
    'conflict',
    'service-not-running',
    'Asking the service: none runs on this data directory; start it with "npm start", or set NIGHTLIGHT_URL and NIGHTLIGHT_KEY',
  )
}
