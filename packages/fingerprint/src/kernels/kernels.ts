import { KERNELS } from './binary.ts'

/** What the module exports. Addresses are byte offsets into `memory`; ends are exclusive. */
export type KernelExports = JpegExports & {
  memory: { readonly buffer: ArrayBuffer }
  reserve: (bytes: number) => number
  release: (address: number) => void
  sampleBytes: (slot: number, ...piece: PixelPiece) => void
  sampleFloats: (slot: number, plane: number, stride: number, ...piece: PieceOfAxes) => void
  finishPdq: (slot: number) => number
  hashPlane: (plane: number, stride: number, columns: number, rows: number) => number
  orient: () => void
  termsAddress: () => number
  hashesAddress: () => number
  blockSums: (...piece: PixelPiece) => void
  blockSumsAddress: () => number
}

/** The reader of a JPEG's low frequencies; what they mean stands in `assembly/jpeg-reader.ts`. */
type JpegExports = {
  jpegRead: (from: number, length: number, maxPixels: number) => number
  jpegWidth: () => number
  jpegHeight: () => number
  jpegComponents: () => number
  jpegLumaPlane: () => number
  jpegLumaStride: () => number
  jpegChromaPlane: (which: number) => number
}

type PixelPiece = [pixels: number, rowBytes: number, channels: number, ...axes: PieceOfAxes]

/** Addresses of two axis tables, and the samples of both that are wanted. */
type PieceOfAxes = [
  columns: number,
  rows: number,
  rowFrom: number,
  rowTo: number,
  columnFrom: number,
  columnTo: number,
]

// The compiler's own types of WebAssembly come with those of a page, which the rest must not see.
declare const WebAssembly: {
  Module: new (bytes: Uint8Array) => object
  Instance: new (module: object) => { exports: unknown }
}

let instance: KernelExports | undefined
let view = new Uint8Array(0)

/**
 * The WebAssembly kernels, compiled at the first call and shared by this thread.
 *
 * Synchronous, and needs nothing of Node: works in a page and in a worker as well.
 */
export function kernels(): KernelExports {
  instance ??= new WebAssembly.Instance(new WebAssembly.Module(decodeBase64(KERNELS)))
    .exports as KernelExports
  return instance
}

/** All of the kernels' memory; ask again after anything that may have reserved some. */
export function kernelBytes(): Uint8Array<ArrayBuffer> {
  const { buffer } = kernels().memory
  if (view.buffer !== buffer) view = new Uint8Array(buffer)
  return view
}

/** A piece of the kernels' memory that grows to the largest size asked for and is kept. */
export function createScratch(): { atLeast(bytes: number): number } {
  let address = 0
  let size = 0
  return {
    atLeast(bytes) {
      if (bytes > size) {
        if (size > 0) kernels().release(address)
        size = 0
        address = kernels().reserve(bytes)
        size = bytes
      }
      return address
    },
  }
}

function decodeBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0))
}
