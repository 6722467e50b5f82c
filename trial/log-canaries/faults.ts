import { setTimeout } from 'node:timers/promises'
import { jsonOf } from './ask.ts'
import type { Watched } from './database.ts'
import { report, type Desk } from './drive.ts'
import type { Service } from './service.ts'
import type { World } from './world.ts'

const PROCESSES = ['api', 'crawler', 'matcher', 'notices', 'audit']
/** What a fault lasts. */
const FAULT_MS = 1_000
/** A process that ended is started again after half a second at first. */
const AGAIN_MS = 20_000

/**
 * Has statements fail in the midst of the work, in words that quote rows; tables be away; connections end; and each
 * process die with no warning.
 *
 * @returns how many faults were made
 */
export async function makeFaults(
  desk: Desk,
  world: World,
  service: Service,
  watched: Watched,
): Promise<{ faults: number; killed: number }> {
  let faults = 0
  const work = async (): Promise<void> => {
    for (const url of [...world.pages, ...world.failing])
      await report(desk, `${url}&again=${faults}`)
    await desk.ask('GET', '/v1/matches', { headers: desk.auth })
    await setTimeout(FAULT_MS)
  }
  const broken = async (undo: () => Promise<void>): Promise<void> => {
    try {
      await work()
    } finally {
      await undo()
      faults++
    }
  }
  await broken(await watched.breakTables(desk.canaries.word('secret', 'words of the database')))
  for (const table of ['location', 'report', 'list_entry', 'notice']) {
    await broken(await watched.hideTable(table))
  }
  await broken(() => watched.endConnections())
  let killed = 0
  for (const name of PROCESSES) {
    if (service.kill(name)) killed++
    await report(desk, `${world.pages[0]}&killed=${name}`)
  }
  const deadline = Date.now() + AGAIN_MS
  while (Date.now() < deadline) {
    const answer = await desk.ask('GET', '/readyz', {})
    if (answer.status === 200 && jsonOf(answer)) break
    await setTimeout(250)
  }
  return { faults, killed }
}
