import type { DemoPicture } from '../pictures.ts'
import { mirrored, recompressed, resized } from '../pictures.ts'
import {
  movedPath,
  STYLESHEET_PATH,
  writePage,
  writeStylesheet,
  type PageContext,
} from './site-pages.ts'
import type { Site, SitePicture, Variant } from './sites.ts'

export type SiteAnswer = { status: number; mime: string; body: string | Uint8Array }

/** The bytes a site has for one of its pictures. */
export type SiteFile = {
  use: SitePicture
  mime: string
  bytes: Uint8Array
  /** What a host serves that only pretends to have removed it; null where it never will. */
  copy: Uint8Array | null
}

/**
 * Makes the files of a site from the drawn pictures.
 *
 * @returns by path
 * @throws {RangeError} when the site names a picture that was not drawn
 */
export async function prepareFiles(
  site: Site,
  pictures: readonly DemoPicture[],
): Promise<Map<string, SiteFile>> {
  const files = new Map<string, SiteFile>()
  for (const use of site.pictures) {
    const drawn = pictures.find(({ name }) => name === use.picture)
    if (!drawn) throw new RangeError(`prepare a demo site: no picture called ${use.picture}`)
    const bytes = await vary(drawn.bytes, use.variant)
    const pretends = site.behaviour === 'recompresses' && use.kind !== 'innocent'
    files.set(use.path, {
      use,
      mime: use.variant === 'original' ? drawn.mime : 'image/jpeg',
      bytes,
      copy: pretends ? await recompressed(bytes) : null,
    })
  }
  return files
}

/** What a site answers to a path in the phase of the context. */
export function answerOf(
  path: string,
  files: ReadonlyMap<string, SiteFile>,
  context: PageContext,
): SiteAnswer {
  if (context.phase === 'unavailable') return text(503, 'Down for maintenance')
  const page = context.site.pages.find((candidate) => candidate.path === path)
  if (page) return html(200, writePage(page, context))
  if (path === STYLESHEET_PATH) {
    return { status: 200, mime: 'text/css; charset=utf-8', body: writeStylesheet(context) }
  }
  return pictureAt(path, files, context) ?? text(404, 'Not found')
}

function pictureAt(
  path: string,
  files: ReadonlyMap<string, SiteFile>,
  { phase }: PageContext,
): SiteAnswer | null {
  const file = files.get(path)
  if (file?.use.kind === 'innocent') return ok(file)
  switch (phase) {
    case 'shown':
      return file ? ok(file) : null
    case 'recompressed':
      return file ? { status: 200, mime: 'image/jpeg', body: file.copy ?? file.bytes } : null
    case 'moved': {
      const moved = files.values().find(({ use }) => movedPath(use.path) === path)
      return moved && moved.use.kind !== 'innocent' ? ok(moved) : null
    }
    case 'removed':
    case 'unavailable':
      return null
  }
}

const ok = ({ mime, bytes }: SiteFile): SiteAnswer => ({ status: 200, mime, body: bytes })

const html = (status: number, body: string): SiteAnswer => ({
  status,
  mime: 'text/html; charset=utf-8',
  body,
})

const text = (status: number, line: string): SiteAnswer =>
  html(status, `<!doctype html><title>${line}</title><p>${line}</p>\n`)

async function vary(bytes: Uint8Array, variant: Variant): Promise<Uint8Array> {
  switch (variant) {
    case 'original':
      return bytes
    case 'resized':
      return resized(bytes)
    case 'recompressed':
      return recompressed(bytes)
    case 'mirrored':
      return mirrored(bytes)
  }
}
