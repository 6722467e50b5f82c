import { pageUrl } from './draw-site.ts'
import type { SiteReady } from './site-process.ts'
import { cpuTime, startProgram } from './processes.ts'

const PROGRAM = new URL('site-process.ts', import.meta.url)

export type Site = AsyncDisposable & {
  port: number
  hosts: number
  /** The pages go round the addresses of the site. */
  page(number: number): URL
  hostile(name: string): URL
  meanPictureBytes: number
  /** So far, milliseconds. */
  cpuMs(): number
}

/**
 * Starts a web site on loopback in a process of its own, which draws its pictures first.
 *
 * @param ofEachPlace  different pictures of each of ten places of a page
 * @param hosts        addresses, each of which is a host of its own for a crawler
 */
export async function startSite(ofEachPlace: number, hosts: number): Promise<Site> {
  const process = startProgram(PROGRAM, [ofEachPlace, hosts].map(String))
  const { port, meanPictureBytes } = await process.next<SiteReady>()
  return {
    port,
    hosts,
    page: (number) => pageUrl({ port, hosts }, number),
    hostile: (name) => new URL(`/hostile/${name}`, pageUrl({ port, hosts }, 0)),
    meanPictureBytes,
    cpuMs: () => cpuTime(process.id).own,
    [Symbol.asyncDispose]: () => process[Symbol.asyncDispose](),
  }
}
