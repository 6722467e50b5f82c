import { createRequire } from 'node:module'

type Sharp = (bytes: Buffer) => {
  png: (options: Record<string, unknown>) => { toBuffer: () => Promise<Buffer> }
}

// The packages that read pictures have it; the root does not.
const sharp = createRequire(new URL('../../packages/cli/package.json', import.meta.url))(
  'sharp',
) as Sharp

/** A picture of a page in at most 32 colours: a third of its bytes, and nothing of it is lost to the eye. */
export const smallPng = (bytes: Buffer): Promise<Buffer> =>
  sharp(bytes)
    .png({ palette: true, colours: 32, dither: 0, effort: 10, compressionLevel: 9 })
    .toBuffer()
