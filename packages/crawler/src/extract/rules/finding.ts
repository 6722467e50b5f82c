/**
 * Where on a page an image URL stood.
 *
 * `data` is an attribute that no standard knows, `script` code or JSON: there an address is recognised
 * by its form and may be none.
 */
export type ImageSource =
  | 'img'
  | 'srcset'
  | 'picture'
  | 'css'
  | 'meta'
  | 'link'
  | 'poster'
  | 'input'
  | 'icon'
  | 'data'
  | 'script'
  | 'feed'

export type FoundImage = { url: URL; from: ImageSource }

/** What a tag, a header or an entry of a feed says, as written. */
export type Finding =
  | { kind: 'url' | 'srcset'; value: string; from: ImageSource }
  | {
      kind:
        | 'css'
        | 'stylesheet'
        | 'base'
        | 'refresh'
        | 'frame'
        | 'media'
        | 'archive'
        | 'script'
        | 'json'
        | 'markup'
      value: string
    }
  | { kind: 'page'; value: string; reason: 'next' | 'alternate' }
