import { canonicalUrl } from '@nightlight/contract'
import { getDomain } from 'tldts'
import { webUrl, type Scope } from '../mentions.ts'
import type { Tag } from '../tokens/tags.ts'
import { isImagePath } from './image-url.ts'
import { isFurtherPage } from './page-sequence.ts'

const MAX_CANDIDATES = 20_000
const MAX_LINKS = 1_000
const MAX_ELSEWHERE = 100
const LONGEST_NUMBER = 4

/**
 * Why a page may be worth a visit: it lies behind a thumbnail (`gallery`), is another page of the same
 * sequence (`next`), is named like a picture and may be the page of one (`image`), or shows the same in
 * another form (`alternate`).
 */
export type LinkReason = 'gallery' | 'next' | 'image' | 'alternate'

export type FoundLink = { url: URL; reason: LinkReason }

export type FoundLinks = {
  /** Pages of the same site, each once, the first 1,000. */
  links: FoundLink[]
  /** Pages of other sites behind thumbnails, each once, the first 100. */
  elsewhere: URL[]
}

type Candidate = { value: string; scope: Scope; reason: LinkReason | null; text: string }
type OpenLink = Candidate & { pictures: number }

/** Follows the links of a document, to tell which lead to more of the same. */
export function createPageLinks() {
  const held: Candidate[] = []
  const seen = new Set<string>()
  let open: OpenLink | null = null

  function hold(candidate: Candidate): void {
    const key = `${candidate.scope.id} ${candidate.reason} ${candidate.value}`
    if (held.length >= MAX_CANDIDATES || seen.has(key)) return
    seen.add(key)
    held.push(candidate)
  }

  function end(): void {
    if (open === null) return
    const { pictures, ...candidate } = open
    open = null
    if (candidate.reason === null && pictures > 0) candidate.reason = 'gallery'
    hold(candidate)
  }

  return {
    end,
    add: (value: string, reason: LinkReason, scope: Scope): void =>
      hold({ value, reason, scope, text: '' }),
    openTag(tag: Tag, scope: Scope): void {
      if (tag.name !== 'a' && tag.name !== 'area') return
      end()
      const value = tag.attributes.get('href') ?? ''
      if (value.trim() === '') return
      const link = { value, scope, reason: reasonOf(tag, value), text: '', pictures: 0 }
      if (tag.name === 'area') hold({ ...link, reason: link.reason ?? 'gallery' })
      else open = link
    },
    picture(): void {
      if (open) open.pictures += 1
    },
    text(part: string): void {
      if (open && open.text.length <= LONGEST_NUMBER) open.text += part.trim().slice(0, 8)
    },
    resolve: (pageUrl: URL, baseOf: (scope: Scope) => URL): FoundLinks =>
      resolveLinks(held, pageUrl, baseOf),
  }
}

function reasonOf(tag: Tag, href: string): LinkReason | null {
  const relations = (tag.attributes.get('rel') ?? '').toLowerCase().split(/\s+/)
  if (relations.includes('next') || relations.includes('prev')) return 'next'
  return isImagePath(href) ? 'image' : null
}

function resolveLinks(
  candidates: readonly Candidate[],
  pageUrl: URL,
  baseOf: (scope: Scope) => URL,
): FoundLinks {
  const found = new Map<string, FoundLink>()
  const elsewhere = new Map<string, URL>()
  const own = canonicalUrl(pageUrl)
  const site = siteOf(pageUrl)
  for (const { value, scope, reason, text } of candidates) {
    if (found.size >= MAX_LINKS) break
    if (reason === null && !isPageNumber(text) && !/\d/.test(value)) continue
    const url = webUrl(value, baseOf(scope))
    if (url === null) continue
    const key = canonicalUrl(url)
    if (siteOf(url) !== site) {
      const isNew = reason === 'gallery' && elsewhere.size < MAX_ELSEWHERE && !elsewhere.has(key)
      if (isNew) elsewhere.set(key, new URL(key))
      continue
    }
    const isNext = reason === null && (isFurtherPage(url, pageUrl) || isPageNumber(text))
    const because = isNext ? 'next' : reason
    if (because === null || key === own || found.has(key)) continue
    found.set(key, { url: new URL(key), reason: because })
  }
  return { links: [...found.values()], elsewhere: [...elsewhere.values()] }
}

const isPageNumber = (text: string): boolean => /^\d{1,4}$/.test(text.trim())

/** Where hosts give names below theirs to anybody, each is a site of its own. */
export const siteOf = ({ hostname }: URL): string =>
  getDomain(hostname, { allowPrivateDomains: true }) ?? hostname
