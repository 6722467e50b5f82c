import type { LinkReason } from '../rules/page-links.ts'

/**
 * One way to place a picture on a page, with a page that does.
 *
 * The picture is `pic.jpg` or `pic` beside the page; `{BASE64}` stands for one within the page.
 */
export type Way = {
  /** Short, unique. */
  name: string
  /** The page, or another document where `type` says so. */
  html: string
  finds: Finds
  /** Content type; HTML in UTF-8 when absent. */
  type?: string
  /** Other documents of the site by file name: body and content type. */
  files?: Readonly<Record<string, readonly [body: string, type: string]>>
  /** Headers of the answer. */
  headers?: Readonly<Record<string, string>>
}

/**
 * What becomes of it.
 *
 * `picture` and `inline`: a crawl records the picture, at its own address or at the page's.
 * Others: the extraction lists the file `at` as that kind, for whoever follows it.
 */
export type Finds =
  | { as: 'picture' | 'inline' }
  | { as: LinkReason | 'media' | 'archive'; at: string }
  | { as: 'out of reach'; why: string }

export const PICTURE: Finds = { as: 'picture' }
export const INLINE: Finds = { as: 'inline' }
/** Makes the outcome of a way that nothing here can see. */
export const outOfReach = (why: string): Finds => ({ as: 'out of reach', why })
