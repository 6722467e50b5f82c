// The crawler of one run of the trial, in a process of its own: what it connects can be watched from
// outside, and layers of it can be switched off before they are loaded.
import { once } from 'node:events'
import { readFileSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import type { Order } from './crawl-all.ts'
import { switchOff, type Layer } from './layers.ts'

/** What the process is to do, and the file for what became of it. */
export type Task = { off: Layer[]; out: string } & (
  | { order: Order }
  | { control: { address: string; port: number }[] }
)

const task = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as Task
if ('control' in task) writeFileSync(task.out, JSON.stringify(await control(task.control)))
else {
  switchOff(task.off)
  // only now: what it imports is what is switched off
  const { crawlAll } = await import('./crawl-all.ts')
  writeFileSync(task.out, JSON.stringify(await crawlAll(task.order)))
}
// What is left is abandoned: connections that nobody answers, kept by nothing.
process.exit(0)

/** Connects where nothing may connect, under the same eyes. @returns what was seen from within */
async function control(places: readonly { address: string; port: number }[]): Promise<unknown> {
  const { openSite } = await import('./site.ts')
  await using site = await openSite({ address: '127.0.0.80', page: () => null })
  for (const { address, port } of places) {
    const socket = connect({ host: address, port, autoSelectFamily: false })
    await once(socket, 'connect').catch(() => undefined)
    await new Promise((resolve) => setTimeout(resolve, 20))
    socket.destroy()
  }
  return { inside: Object.fromEntries(site.inside), watched: site.watched }
}
