import { existsSync } from 'node:fs'
import { statfs } from 'node:fs/promises'
import { dirname } from 'node:path'
import { DomainError } from '@nightlight/contract'

/** What Postgres needs for a new data directory and some work in it, in MB of 1,000,000 bytes. */
export const NEEDED_MB = 200

/**
 * Refuses to begin on a disk that will be full soon.
 *
 * @param dir       an existing directory on the disk in question
 * @param neededMb  MB of 1,000,000 bytes
 * @throws {DomainError} `disk-full`
 */
export async function requireDiskSpace(dir: string, neededMb = NEEDED_MB): Promise<void> {
  const freeMb = await freeMegabytes(dir)
  if (freeMb < neededMb) throw diskFull(freeMb, neededMb)
}

/** The error for a server that ran out of space, with what is free now. */
export async function diskFullNow(dir: string): Promise<DomainError> {
  return diskFull(await freeMegabytes(dir), NEEDED_MB)
}

async function freeMegabytes(dir: string): Promise<number> {
  if (!existsSync(dir)) return freeMegabytes(dirname(dir))
  const { bavail, bsize } = await statfs(dir)
  return Math.floor((bavail * bsize) / 1e6)
}

const diskFull = (freeMb: number, neededMb: number): DomainError =>
  new DomainError(
    'conflict',
    'disk-full',
    `Starting Postgres: only ${freeMb} MB free in the data directory, ${neededMb} MB are needed; free some space or choose another --data`,
    { detail: { freeMb, neededMb } },
  )
