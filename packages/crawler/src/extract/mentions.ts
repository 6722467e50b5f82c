import { canonicalUrl } from '@nightlight/contract'
import { MAX_URL_LENGTH } from '../fetch/url-rules.ts'
import { createInlinePictures } from './inline-pictures.ts'
import type { FoundImage, ImageSource } from './rules/finding.ts'
import { isDataUrl } from './values/data-url.ts'

const MAX_MENTIONS = 20_000
const MAX_URLS = 5_000
const MAX_MEDIA = 1_000
const MAX_DOWNLOADS = 50

/** A document whose addresses are resolved together; one within another begins from its base. */
export type Scope = {
  id: number
  parent: Scope | null
  /** Value of the first `<base>`; null as long as there was none. */
  base: string | null
}

export type MentionKind =
  | ImageSource
  | 'stylesheet'
  | 'import'
  | 'frame'
  | 'media'
  | 'archive'
  | 'download'
type Mention = { value: string; kind: MentionKind; scope: Scope }
export type Mentions = ReturnType<typeof createMentions>

/** What the mentions of a document come to; see `Extraction`. */
export type Resolved = {
  images: FoundImage[]
  inline: Uint8Array[]
  stylesheets: URL[]
  imports: URL[]
  frames: URL[]
  media: URL[]
  archives: URL[]
  downloads: URL[]
  refusedUrls: number
  truncated: boolean
}

/** Collects mentions in document order; a base may follow them, so they are resolved at the end. */
export function createMentions() {
  const held: Mention[] = []
  const seen = new Set<string>()
  let scopes = 0
  let truncated = false

  return {
    newScope: (parent: Scope | null = null): Scope => ({ id: (scopes += 1), parent, base: null }),
    /** @returns false for one that was there before or is one too many */
    add(value: string, kind: MentionKind, scope: Scope): boolean {
      const key = `${groupOf(kind)} ${isDataUrl(value) ? 0 : scope.id} ${value}`
      if (seen.has(key)) return false
      if (held.length >= MAX_MENTIONS) {
        truncated = true
        return false
      }
      seen.add(key)
      held.push({ value, kind, scope })
      return true
    },
    resolve(baseOf: (scope: Scope) => URL): Resolved {
      const resolved = resolveMentions(held, baseOf)
      resolved.truncated ||= truncated
      return resolved
    },
  }
}

/** Finds the address that the addresses of a scope are resolved against. */
export function createBases(documentUrl: URL): (scope: Scope) => URL {
  const bases = new Map<number, URL>()
  const baseOf = (scope: Scope): URL => {
    const known = bases.get(scope.id)
    if (known) return known
    const fallback = scope.parent ? baseOf(scope.parent) : documentUrl
    const base = webUrl(scope.base ?? '', fallback) ?? fallback
    bases.set(scope.id, base)
    return base
  }
  return baseOf
}

const OTHERS = ['stylesheet', 'frame', 'media', 'archive', 'download', 'import'] as const
type Group = (typeof OTHERS)[number] | 'image'
const GROUPS: ReadonlySet<MentionKind> = new Set(OTHERS)

const groupOf = (kind: MentionKind): Group => (GROUPS.has(kind) ? (kind as Group) : 'image')

function resolveMentions(mentions: readonly Mention[], baseOf: (scope: Scope) => URL): Resolved {
  const images = new Map<string, FoundImage>()
  const others = {
    stylesheet: new Map<string, URL>(),
    import: new Map<string, URL>(),
    frame: new Map<string, URL>(),
    media: new Map<string, URL>(),
    archive: new Map<string, URL>(),
    download: new Map<string, URL>(),
  }
  const inline = createInlinePictures()
  let refusedUrls = 0
  let truncated = false
  for (const { value, kind, scope } of mentions) {
    if (isDataUrl(value)) {
      if (groupOf(kind) === 'image') inline.add(value)
      continue
    }
    const url = webUrl(value, baseOf(scope))
    if (url === null) {
      refusedUrls += 1
      continue
    }
    const key = canonicalUrl(url)
    const group = groupOf(kind)
    if ((group === 'image' ? images : others[group]).has(key)) continue
    const isFile = group === 'media' || group === 'archive'
    if (isFile && others[group].size >= MAX_MEDIA) continue
    if (group === 'download' && others.download.size >= MAX_DOWNLOADS) continue
    if (images.size + others.stylesheet.size + others.frame.size >= MAX_URLS) {
      truncated = true
      break
    }
    if (group === 'image') images.set(key, { url: new URL(key), from: kind as ImageSource })
    else others[group].set(key, new URL(key))
    if (group === 'import') others.stylesheet.set(key, new URL(key))
  }
  return {
    images: [...images.values()],
    inline: inline.pictures,
    stylesheets: [...others.stylesheet.values()],
    imports: [...others.import.values()],
    frames: [...others.frame.values()],
    media: [...others.media.values()],
    archives: [...others.archive.values()],
    downloads: [...others.download.values()],
    refusedUrls,
    truncated: truncated || inline.isFull(),
  }
}

/** The web address that a value is, or null for anything else and for one that is too long. */
export function webUrl(value: string, base: URL): URL | null {
  const text = value.trim()
  if (text.length > MAX_URL_LENGTH) return null
  const url = URL.parse(text, base.href)
  if (url === null || url.href.length > MAX_URL_LENGTH) return null
  return url.protocol === 'http:' || url.protocol === 'https:' ? url : null
}
