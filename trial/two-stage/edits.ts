import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'
import { drawWatermark, paint, type Drawing } from './draw.ts'

type Picture = ReturnType<typeof sharp>

const QUALITY = 85

/** What is done to a picture before it is seen again; each gives the bytes of a JPEG. */
export const EDITS: Record<string, (drawing: Drawing) => Promise<Buffer>> = {
  'quality 50': (drawing) => open(drawing).jpeg({ quality: 50 }).toBuffer(),
  'quality 30': (drawing) => open(drawing).jpeg({ quality: 30 }).toBuffer(),
  'half size': (drawing) => saved(open(drawing).resize(Math.round(drawing.width / 2))),
  mirror: (drawing) => saved(open(drawing).flop()),
  'rotate 90': (drawing) => saved(open(drawing).rotate(90)),
  brighter: (drawing) => saved(open(drawing).linear(1.2, 0)),
  darker: (drawing) => saved(open(drawing).linear(0.8, 0)),
  watermark: (drawing) => saved(open(changed(drawing, (copy) => drawWatermark(copy, 0.3)))),
  'corner logo': (drawing) => saved(open(changed(drawing, drawLogo))),
  'crop 2 %': (drawing) => saved(crop(drawing, 0.02)),
  progressive: (drawing) => open(drawing).jpeg({ quality: 75, progressive: true }).toBuffer(),
  grey: (drawing) => saved(open(drawing).greyscale()),
}

/** A drawing as it stands on a list: a JPEG of high quality. */
export function original(drawing: Drawing): Promise<Buffer> {
  return open(drawing).jpeg({ quality: 92 }).toBuffer()
}

function open({ pixels, width, height }: Drawing): Picture {
  return sharp(pixels, { raw: { width, height, channels: 3 } })
}

function saved(picture: Picture): Promise<Buffer> {
  return picture.jpeg({ quality: QUALITY }).toBuffer()
}

function changed(drawing: Drawing, change: (copy: Drawing) => void): Drawing {
  const copy = { ...drawing, pixels: drawing.pixels.slice() }
  change(copy)
  return copy
}

function drawLogo(drawing: Drawing): void {
  const [across, down] = [drawing.width * 0.15, drawing.height * 0.08]
  const left = drawing.width * 0.82
  const top = drawing.height * 0.88
  paint(drawing, left, top, across, down, (x, y) => {
    const isInk =
      Math.floor((x - left) / (across / 7)) % 2 === Math.floor((y - top) / (down / 2)) % 2
    return { colour: isInk ? [20, 40, 160] : [250, 250, 250], cover: 1 }
  })
}

function crop(drawing: Drawing, part: number): Picture {
  const { width, height } = drawing
  const [left, top] = [Math.round((width * part) / 2), Math.round((height * part) / 2)]
  const area = { left, top, width: width - 2 * left, height: height - 2 * top }
  return open(drawing).extract(area)
}
