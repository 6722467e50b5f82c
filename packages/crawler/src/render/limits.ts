/** Bounds of one page. Times in milliseconds, sizes in bytes. */
export type RenderLimits = {
  /** From the first request to the end of the scripts; what is there then is still read. */
  totalMs: number
  /** No request under way for so long: the page is taken for complete. */
  quietMs: number
  /** To read the document once its scripts have been stopped. */
  readMs: number
  /** Requests that reach the fetcher, redirects of one request counted once. */
  requests: number
  /** Requests under way at once, until the pictures among them have been taken. */
  atOnce: number
  /** Bodies of all answers together, decoded. */
  bytes: number
  /** Documents of the main frame, the first included. */
  navigations: number
  /** Steps of one screen by which the page is scrolled. */
  scrolls: number
  /** Nodes of all documents; more are not read. */
  nodes: number
  /** Characters of the markup, all documents together. */
  htmlLength: number
  /** Memory of all processes of the browser that is theirs alone. */
  memoryBytes: number
}

const MIB = 2 ** 20

export const DEFAULT_RENDER_LIMITS: Readonly<RenderLimits> = {
  totalMs: 20_000,
  quietMs: 500,
  readMs: 4_000,
  requests: 300,
  atOnce: 6,
  bytes: 200 * MIB,
  navigations: 3,
  scrolls: 25,
  nodes: 200_000,
  htmlLength: 8 * MIB,
  memoryBytes: 1024 * MIB,
}

/** Which bound cut a page short. */
export type RenderLimit = 'time' | 'requests' | 'bytes' | 'navigations' | 'scrolls' | 'html'
