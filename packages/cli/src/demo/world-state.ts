import { mkdir, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DomainError } from '@nightlight/contract'
import { Type, type Static } from 'typebox'
import { Value } from 'typebox/value'

const count = Type.Integer({ minimum: 0 })
const port = Type.Integer({ minimum: 0, maximum: 65_535 })

const HostCounters = Type.Object({
  /** Fetches of its pages. */
  pages: count,
  /** Fetches of anything else. */
  files: count,
  /** Looks since the first notice: fetches of a page, those that broke off at once not counted again. */
  looks: count,
  /** The present look has got to a picture that matches. */
  isLookComplete: Type.Boolean(),
})

const WorldFile = Type.Object({
  version: Type.Literal(1),
  /** What the pictures follow from. */
  seed: count,
  /** 0 until the first start has chosen. */
  ports: Type.Object({ web: port, rdap: port, smtp: port }),
  /** By name of the site. */
  hosts: Type.Record(Type.String(), HostCounters),
})

export type HostCounters = Static<typeof HostCounters>
export type WorldFile = Static<typeof WorldFile>

const NEVER_ASKED: HostCounters = { pages: 0, files: 0, looks: 0, isLookComplete: true }

export type WorldState = {
  /** What is on disk or on its way there. */
  readonly facts: Readonly<WorldFile>
  /** Applies `change` at once; resolves when what it made is on disk. */
  update(change: (facts: WorldFile) => void): Promise<void>
  /** The counters of a host, zeros when it was never asked. */
  countersOf(host: string): HostCounters
}

/**
 * Opens the memory of the demo world, `world.json` in `dir`, or begins one.
 *
 * The file is replaced as a whole, so a process that is killed leaves the old or the new one.
 * Changes that come while it is being written go out together in the next one.
 *
 * @param dir    made when it is not there
 * @param seed   of the pictures, for a new world
 * @throws {DomainError} invalid `demo-state-unreadable`
 */
export async function openWorldState(dir: string, seed: number): Promise<WorldState> {
  await mkdir(dir, { recursive: true })
  const path = join(dir, 'world.json')
  const facts = (await readWorld(path)) ?? {
    version: 1,
    seed,
    ports: { web: 0, rdap: 0, smtp: 0 },
    hosts: {},
  }
  const save = createSaver(() => replaceFile(path, `${JSON.stringify(facts, null, 2)}\n`))
  return {
    facts,
    update(change) {
      change(facts)
      return save()
    },
    countersOf: (host) => facts.hosts[host] ?? NEVER_ASKED,
  }
}

/** Writes a file so that whoever reads it sees the old content or the new, never half of it. */
export async function replaceFile(path: string, content: string): Promise<void> {
  await writeFile(`${path}.new`, content)
  await rename(`${path}.new`, path)
}

/** Runs `write` for each call, one at a time; calls that wait share the next run. */
function createSaver(write: () => Promise<void>): () => Promise<void> {
  let last: Promise<void> = Promise.resolve()
  let waiting: Promise<void> | null = null
  return () => {
    waiting ??= last
      .catch(() => undefined)
      .then(() => {
        waiting = null
        last = write()
        return last
      })
    return waiting
  }
}

async function readWorld(path: string): Promise<WorldFile | null> {
  let text: string
  try {
    text = await readFile(path, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null
    throw unreadable(error)
  }
  try {
    return Value.Parse(WorldFile, JSON.parse(text))
  } catch (error) {
    throw unreadable(error)
  }
}

const unreadable = (cause: unknown): DomainError =>
  new DomainError(
    'invalid',
    'demo-state-unreadable',
    'read the state of the demo: world.json is not one of this version; use a new folder for the demo',
    { cause },
  )
