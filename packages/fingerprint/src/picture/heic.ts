import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { MainModule } from 'libheif-js/libheif-wasm/libheif.js'
import type { DecodeFailure } from './decode-failure.ts'
import { viewsOf, type Views } from './views.ts'

type Handle = Parameters<MainModule['heif_image_handle_release']>[0]

/** What libheif gives in the place of a result. */
type Failure = { code?: unknown; subcode?: unknown }

/** What libheif hands out of its memory for one decoded picture. */
type DecodedImage = Failure & {
  image: Parameters<MainModule['heif_image_release']>[0]
  channels: { id: unknown; stride: number; width: number; height: number; data: Uint8Array }[]
}

const BAND_ROWS = 64
// Byte offset of the pixel limit in libheif's security limits, after their version.
const PIXEL_LIMIT_OFFSET = 8
const CODED_SIZE = 1.25

/**
 * Decodes the primary image of a HEIC file with libheif, in WebAssembly.
 *
 * Turned, mirrored and cropped as the file says, as every reader of this format does: those steps are
 * part of the picture, not of its metadata, and AVIF is read in the same way. Colour profiles are
 * ignored. Every picture gets an instance of its own, so none sees what another left in its memory.
 *
 * @throws an error that `isMemoryFailure` knows, when the memory does not suffice
 */
export async function readHeic(
  bytes: Uint8Array,
  maxPixels: number,
): Promise<{ status: 'decoded'; views: Views } | DecodeFailure> {
  const heif = instantiate()
  setPixelLimit(heif, maxPixels)
  const context = heif.heif_context_alloc()
  const read = heif.heif_context_read_from_memory(context, bytes)
  if (read.code !== heif.heif_error_code.heif_error_Ok) return failureOf(heif, read)
  const handle: Handle & Failure = heif.heif_js_context_get_primary_image_handle(context)
  if (!handle || handle.code !== undefined) return failureOf(heif, handle)
  const width = heif.heif_image_handle_get_width(handle)
  const height = heif.heif_image_handle_get_height(handle)
  if (width < 1 || height < 1) return { status: 'damaged' }
  if (width * height > maxPixels) return { status: 'too-many-pixels', pixels: width * height }
  const hasAlpha = heif.heif_image_handle_has_alpha_channel(handle) !== 0
  const { heif_chroma_interleaved_RGBA: rgba, heif_chroma_interleaved_RGB: rgb } = heif.heif_chroma
  const { heif_colorspace_RGB: colours } = heif.heif_colorspace
  const decoded: DecodedImage | undefined = heif.heif_js_decode_image2(
    handle,
    colours,
    hasAlpha ? rgba : rgb,
  )
  const plane = decoded?.code === undefined ? decoded?.channels[0] : undefined
  if (plane?.width !== width || plane.height !== height) return failureOf(heif, decoded)
  const channels = hasAlpha ? 4 : 3
  return {
    status: 'decoded',
    views: await viewsOf({ width, height, channels, bands: bands(plane, channels) }),
  }
}

function failureOf(heif: MainModule, failure: Failure | undefined | null): DecodeFailure {
  const { heif_error_Memory_allocation_error: noMemory } = heif.heif_error_code
  const { heif_suberror_Security_limit_exceeded: beyondLimits } = heif.heif_suberror_code
  if (failure?.code === noMemory && failure.subcode !== beyondLimits) {
    throw new Error('decode picture: out of memory')
  }
  return { status: 'damaged' }
}

type Plane = DecodedImage['channels'][number]

function* bands({ data, stride, width, height }: Plane, channels: number): Generator<Uint8Array> {
  for (let top = 0; top < height; top += BAND_ROWS) {
    const count = Math.min(BAND_ROWS, height - top)
    const band = new Uint8Array(count * width * channels)
    for (let y = 0; y < count; y++) {
      const from = (top + y) * stride
      band.set(data.subarray(from, from + width * channels), y * width * channels)
    }
    yield band
  }
}

type Factory = (options: object) => MainModule

let library: { factory: Factory; wasmBinary: Uint8Array } | undefined

function instantiate(): MainModule {
  library ??= load()
  const { factory, wasmBinary } = library
  const silent = () => undefined
  // Standard output belongs to the records of the decoder process.
  return factory({ wasmBinary, print: silent, printErr: silent })
}

function load() {
  const require = createRequire(import.meta.url)
  const factory: Factory = require('libheif-js/libheif-wasm/libheif.js')
  const wasmBinary = readFileSync(require.resolve('libheif-js/libheif-wasm/libheif.wasm'))
  return { factory, wasmBinary }
}

// Also bounds tiles and hidden images, whose sizes are not those of the primary image. Coded sizes are
// whole blocks and so a little larger.
function setPixelLimit(heif: MainModule, maxPixels: number): void {
  const memory = heif.HEAPU8 as Uint8Array
  const at = heif._heif_get_global_security_limits() + PIXEL_LIMIT_OFFSET
  new DataView(memory.buffer).setBigUint64(at, BigInt(Math.ceil(maxPixels * CODED_SIZE)), true)
}
