/** Deeper objects and arrays share one frame. */
const MAX_DEPTH = 200
const LONGEST_KEY = 64
/** A longer string is passed over; it is no address, and markup of that size is not quoted. */
const LONGEST_STRING = 2 ** 20
/** Escapes make an address longer, at most six times. */
const LONGEST_ADDRESS = 6 * 2048

/** An object or array that is being read. */
export type JsonFrame = {
  isObject: boolean
  /** It stands for a picture. */
  isImage: boolean
  /** Addresses that count once it turns out to stand for a picture. */
  urls: string[]
  /** Of an object, the member that is being read; of an array, the member that holds it. */
  key: string | null
}

/** Where a string stands. */
export type JsonPlace = {
  key: string | null
  /** It is the value of an image member, or stands in an array that is. */
  isImageValue: boolean
  frame: JsonFrame
}

export type JsonHandlers = {
  isImageKey(key: string): boolean
  /** @returns false to stop */
  string(value: string, place: JsonPlace): boolean
}

/** Hands over every string value of a JSON text with its place; tolerates whatever is not JSON. */
export function readJsonStrings(json: string, handlers: JsonHandlers): void {
  const frames = createFrames()
  let index = 0
  while (index < json.length) {
    const code = json.charCodeAt(index)
    if (code === 0x22) {
      const end = stringEnd(json, index + 1)
      const isKey = frames.top().isObject && json[nextOf(json, end + 1)] === ':'
      if (isKey) {
        frames.top().key = end - index > LONGEST_KEY ? null : unescapeJson(json, index + 1, end)
      } else if (end - index > 2 && end - index <= LONGEST_STRING) {
        if (!handlers.string(unescapeJson(json, index + 1, end), placeOf(frames, handlers))) return
      }
      index = end
    } else if (code === 0x7b || code === 0x5b) {
      const { key, isImageValue } = placeOf(frames, handlers)
      frames.open(code === 0x7b, isImageValue, key)
    } else if (code === 0x7d || code === 0x5d) {
      frames.close()
    }
    index += 1
  }
}

function placeOf(frames: ReturnType<typeof createFrames>, handlers: JsonHandlers): JsonPlace {
  const frame = frames.top()
  const { key } = frame
  const isImageValue = frame.isObject ? key !== null && handlers.isImageKey(key) : frame.isImage
  return { key, isImageValue, frame }
}

/** One frame a depth, used again, so that neither depth nor number costs memory. */
function createFrames() {
  const newFrame = (): JsonFrame => ({ isObject: false, isImage: false, urls: [], key: null })
  const frames = [newFrame()]
  let depth = 0
  return {
    top: () => frames[Math.min(depth, MAX_DEPTH)] as JsonFrame,
    open(isObject: boolean, isImage: boolean, key: string | null): void {
      depth += 1
      const at = Math.min(depth, MAX_DEPTH)
      const frame = (frames[at] ??= newFrame())
      Object.assign(frame, { isObject, isImage, key: isObject ? null : key })
      if (frame.urls.length > 0) frame.urls = []
    },
    close(): void {
      depth = Math.max(0, depth - 1)
    },
  }
}

function stringEnd(json: string, start: number): number {
  let index = start
  while (index < json.length) {
    const code = json.charCodeAt(index)
    if (code === 0x22) return index
    index += code === 0x5c ? 2 : 1
  }
  return json.length
}

function nextOf(json: string, start: number): number {
  let index = start
  while (index < json.length && json.charCodeAt(index) <= 0x20) index += 1
  return index
}

function unescapeJson(json: string, start: number, end: number): string {
  const text = json.slice(start, end)
  const isProse = text.length > LONGEST_ADDRESS && !text.includes('<')
  if (isProse || !text.includes('\\')) return text
  return text.replace(/\\(?:u([0-9a-f]{4})|([^]))/gi, (_, hex?: string, char?: string) =>
    hex === undefined ? (CONTROLS[char ?? ''] ?? char ?? '') : fromHex(hex),
  )
}

const CONTROLS: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

const fromHex = (hex: string): string => String.fromCharCode(Number.parseInt(hex, 16))
