import sharp from 'sharp'

// Imported only where pixels are decoded, and dynamically: a process that leaves decoding to
// `createDecoder` never maps libvips.
const LOADERS = ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif', 'Tiff']

sharp.cache(false)
sharp.concurrency(1)
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({ operation: LOADERS.map((format) => `VipsForeignLoad${format}Buffer`) })

/** sharp with six loaders, from memory only: no file names, no SVG, no cache, one thread a picture. */
export { sharp }
