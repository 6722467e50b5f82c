import {
  createCanvas,
  ellipse,
  mix,
  polygon,
  rectangle,
  type Canvas,
  type Colour,
  type Point,
} from './canvas.ts'
import type { Random } from './random.ts'

export type Scene = {
  /** Also the name of its file. */
  name: string
  title: string
  format: 'jpeg' | 'png'
  paint(random: Random, width: number, height: number): Canvas
}

const BRIGHT: readonly Colour[] = [
  [232, 76, 61],
  [247, 183, 51],
  [52, 152, 119],
  [41, 98, 168],
  [246, 236, 214],
  [122, 62, 140],
  [30, 36, 52],
  [240, 130, 160],
]
const SKY: Colour = [150, 196, 230]
const HAZE: Colour = [238, 226, 200]
const INK: Colour = [28, 34, 44]
const CREAM: Colour = [250, 244, 226]

/** Every scene of the demo, in a fixed order: nothing in them but shapes and colours. */
export const SCENES: readonly Scene[] = [
  { name: 'hills', title: 'Hills in the morning', format: 'jpeg', paint: paintHills },
  { name: 'boats', title: 'Boats in the bay', format: 'jpeg', paint: paintBoats },
  { name: 'tiles', title: 'Kitchen tiles', format: 'png', paint: paintTiles },
  { name: 'houses', title: 'Houses by the canal', format: 'jpeg', paint: paintHouses },
  { name: 'balloons', title: 'Balloons at the fair', format: 'jpeg', paint: paintBalloons },
  { name: 'kites', title: 'Kites on the beach', format: 'jpeg', paint: paintKites },
  { name: 'fields', title: 'Fields from above', format: 'jpeg', paint: paintFields },
  { name: 'flowers', title: 'Flowers in the garden', format: 'jpeg', paint: paintFlowers },
  { name: 'parcels', title: 'Parcels on a table', format: 'png', paint: paintParcels },
  { name: 'pebbles', title: 'Pebbles', format: 'jpeg', paint: paintPebbles },
  { name: 'pennants', title: 'Pennants over the street', format: 'jpeg', paint: paintPennants },
  { name: 'fish', title: 'Fish in the pond', format: 'jpeg', paint: paintFish },
]

function paintHills(random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height, SKY, HAZE)
  ellipse(canvas, [random.between(0.1, 0.9) * width, 0.18 * height], 0.09 * width, [255, 240, 170])
  for (let ridge = 0; ridge < 5; ridge++) {
    const base = (0.32 + ridge * 0.15) * height
    const colour = mix([126, 160, 148], [24, 58, 36], ridge / 4)
    const top = Array.from({ length: 9 }, (_, step): Point => {
      return [(step * width) / 8, base + random.between(-0.16, 0.12) * height]
    })
    polygon(canvas, [[0, height], ...top, [width, height]], colour)
    for (let tree = 0; tree < 4 + ridge * 2; tree++) {
      const x = random.between(0, width)
      const y = base + random.between(0.1, 0.2) * height
      const size = random.between(0.03, 0.09) * height
      fir(canvas, [x, y], size, mix(colour, random.pick([INK, CREAM]), 0.6))
    }
  }
  return canvas
}

function fir(canvas: Canvas, [x, y]: Point, size: number, colour: Colour): void {
  for (const lift of [0, 0.6, 1.2]) {
    const foot = y - lift * size
    const half = size * (0.7 - lift * 0.3)
    polygon(
      canvas,
      [
        [x - half, foot],
        [x + half, foot],
        [x, foot - size],
      ],
      colour,
    )
  }
}

function paintBoats(random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height, HAZE, [28, 84, 128])
  for (let wave = 0; wave < 70; wave++) {
    const at: Point = [random.between(-0.1, 1) * width, random.between(0.35, 1) * height]
    const tint = mix([40, 110, 160], CREAM, random.between(0, 0.7))
    rectangle(canvas, at, random.between(0.04, 0.22) * width, random.between(4, 14), tint)
  }
  for (let boat = 0; boat < 9; boat++) {
    const y = (0.3 + boat * 0.075) * height
    const size = (0.1 + boat * 0.016) * height
    sailingBoat(canvas, random, [random.between(0.05, 0.95) * width, y], size)
  }
  return canvas
}

function sailingBoat(canvas: Canvas, random: Random, [x, y]: Point, size: number): void {
  const hull = random.pick(BRIGHT)
  polygon(
    canvas,
    [
      [x - size, y],
      [x + size, y],
      [x + size * 0.6, y + size * 0.4],
      [x - size * 0.7, y + size * 0.4],
    ],
    hull,
  )
  const [near, far] = [random.pick(BRIGHT), random.pick([CREAM, INK])]
  polygon(
    canvas,
    [
      [x, y - size * 0.1],
      [x, y - size * 1.9],
      [x + size, y - size * 0.1],
    ],
    near,
  )
  polygon(
    canvas,
    [
      [x - 5, y - size * 0.1],
      [x - 5, y - size * 1.5],
      [x - size * 0.8, y],
    ],
    far,
  )
}

function paintTiles(random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height, CREAM, CREAM)
  const side = width / 8
  for (let y = 0; y < height; y += side) {
    for (let x = 0; x < width; x += side) {
      rectangle(canvas, [x + 4, y + 4], side - 8, side - 8, random.pick(BRIGHT))
      const centre: Point = [x + side / 2, y + side / 2]
      const mark = random.pick(BRIGHT)
      if (random.whole(0, 1) === 0) ellipse(canvas, centre, side * 0.3, mark)
      else diamond(canvas, centre, side * 0.4, side * 0.4, mark)
    }
  }
  return canvas
}

function diamond(canvas: Canvas, [x, y]: Point, half: number, tall: number, colour: Colour): void {
  const corners: Point[] = [
    [x - half, y],
    [x, y - tall],
    [x + half, y],
    [x, y + tall],
  ]
  polygon(canvas, corners, colour)
}

function paintHouses(random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height, [186, 206, 224], [70, 100, 118])
  for (let x = -20; x < width;) {
    const wide = random.between(0.08, 0.16) * width
    const top = random.between(0.12, 0.45) * height
    const wall = random.pick(BRIGHT)
    const gable: Point[] = [
      [x, top],
      [x + wide / 2, top - random.between(0.04, 0.12) * height],
      [x + wide, top],
    ]
    rectangle(canvas, [x, top], wide, 0.85 * height - top, wall)
    polygon(canvas, gable, mix(wall, INK, 0.5))
    windows(canvas, random, [x, top], wide, 0.8 * height - top)
    x += wide + 4
  }
  for (let ripple = 0; ripple < 40; ripple++) {
    const at: Point = [random.between(-0.1, 1) * width, random.between(0.86, 1) * height]
    rectangle(canvas, at, random.between(0.03, 0.16) * width, 7, random.pick(BRIGHT))
  }
  return canvas
}

function windows(canvas: Canvas, random: Random, [x, y]: Point, wide: number, tall: number): void {
  const size = wide / 5
  for (let row = y + size; row + size * 1.5 < y + tall; row += size * 2.4) {
    for (const column of [0.8, 2, 3.2]) {
      const colour = random.pick([CREAM, INK, [255, 220, 120] as const])
      rectangle(canvas, [x + column * size, row], size * 0.9, size * 1.5, colour)
    }
  }
}

function paintBalloons(random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height, [70, 130, 190], CREAM)
  for (let balloon = 0; balloon < 30; balloon++) {
    const x = random.between(0, width)
    const y = random.between(0, height)
    const radius = random.between(0.04, 0.12) * width
    const colour = random.pick(BRIGHT)
    rectangle(canvas, [x - 2, y], 4, radius * 2.6, INK)
    ellipse(canvas, [x, y], radius, colour, radius * 1.2)
    ellipse(canvas, [x - radius / 3, y - radius / 3], radius / 4, mix(colour, CREAM, 0.7))
  }
  return canvas
}

function paintKites(random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height, [120, 180, 226], [228, 206, 160])
  for (let kite = 0; kite < 18; kite++) {
    const [x, y] = [random.between(0, width), random.between(0, 0.9) * height]
    const half = random.between(0.04, 0.1) * width
    const colour = random.pick(BRIGHT)
    diamond(canvas, [x, y], half, half * 1.5, colour)
    polygon(
      canvas,
      [
        [x, y - half * 1.5],
        [x + half, y],
        [x, y],
      ],
      mix(colour, INK, 0.5),
    )
    for (let bow = 1; bow < 5; bow++) {
      const sway = random.between(-0.5, 0.5) * half
      diamond(canvas, [x + sway, y + half * (1.4 + bow * 0.4)], half * 0.3, half * 0.15, colour)
    }
  }
  return canvas
}

function paintFields(random: Random, width: number, height: number): Canvas {
  const greens: readonly Colour[] = [
    [196, 170, 70],
    [76, 120, 48],
    [150, 180, 80],
    [110, 78, 46],
    [230, 214, 130],
    [40, 80, 44],
  ]
  const canvas = createCanvas(width, height, [90, 130, 60], [90, 130, 60])
  for (let field = 0; field < 60; field++) {
    const [x, y] = [random.between(-0.1, 1) * width, random.between(-0.1, 1) * height]
    const [wide, tall] = [random.between(0.1, 0.3) * width, random.between(0.08, 0.25) * height]
    const slant = random.between(-0.08, 0.08) * width
    const colour = random.pick(greens)
    const corners = (from: number, to: number): Point[] => [
      [x + slant * from, y + tall * from],
      [x + wide + slant * from, y + tall * from],
      [x + wide + slant * to, y + tall * to],
      [x + slant * to, y + tall * to],
    ]
    polygon(canvas, corners(0, 1), colour)
    for (let furrow = 0.1; furrow < 1; furrow += 0.25) {
      polygon(canvas, corners(furrow, furrow + 0.06), mix(colour, INK, 0.35))
    }
  }
  return canvas
}

function paintFlowers(random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height, [64, 110, 60], [20, 52, 30])
  for (let flower = 0; flower < 26; flower++) {
    const [x, y] = [random.between(0, width), random.between(0, height)]
    const size = random.between(0.025, 0.07) * width
    const petals = random.whole(5, 8)
    const colour = random.pick(BRIGHT)
    rectangle(canvas, [x - 4, y], 8, size * 4, [46, 140, 60])
    for (let petal = 0; petal < petals; petal++) {
      const angle = (petal * 2 * Math.PI) / petals
      ellipse(canvas, [x + size * Math.cos(angle), y + size * Math.sin(angle)], size * 0.6, colour)
    }
    ellipse(canvas, [x, y], size * 0.6, [250, 210, 70])
  }
  return canvas
}

function paintParcels(random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height, [120, 84, 60], [120, 84, 60])
  for (let parcel = 0; parcel < 28; parcel++) {
    const [x, y] = [random.between(-0.1, 0.95) * width, random.between(-0.1, 0.95) * height]
    const [wide, tall] = [random.between(0.1, 0.28) * width, random.between(0.1, 0.28) * height]
    const ribbon = random.pick(BRIGHT)
    rectangle(canvas, [x - 5, y - 5], wide + 10, tall + 10, INK)
    rectangle(canvas, [x, y], wide, tall, random.pick(BRIGHT))
    rectangle(canvas, [x + wide * random.between(0.2, 0.7), y], wide * 0.12, tall, ribbon)
    rectangle(canvas, [x, y + tall * random.between(0.2, 0.7)], wide, tall * 0.12, ribbon)
  }
  return canvas
}

function paintPebbles(random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height, [60, 56, 54], [40, 38, 40])
  for (let pebble = 0; pebble < 110; pebble++) {
    const [x, y] = [random.between(0, width), random.between(0, height)]
    const radius = random.between(0.02, 0.09) * width
    const flat = radius * random.between(0.5, 0.9)
    const colour = mix(INK, CREAM, random.between(0.1, 1))
    ellipse(canvas, [x + 4, y + 6], radius, INK, flat)
    ellipse(canvas, [x, y], radius, colour, flat)
    ellipse(canvas, [x, y - flat / 3], radius * 0.5, mix(colour, CREAM, 0.5), flat * 0.3)
  }
  return canvas
}

function paintPennants(random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height, [200, 180, 150], [90, 80, 90])
  for (let line = 0; line < 6; line++) {
    const y = (0.02 + line * 0.16) * height
    const fall = random.between(-0.1, 0.1) * height
    const step = random.between(0.07, 0.13) * width
    for (let x = -step; x < width; x += step) {
      const at = y + (fall * x) / width + random.between(0, 0.04) * height
      const tip: Point = [x + step / 2, at + random.between(0.1, 0.19) * height]
      polygon(canvas, [[x, at], [x + step * 0.9, at], tip], random.pick(BRIGHT))
    }
  }
  return canvas
}

function paintFish(random: Random, width: number, height: number): Canvas {
  const canvas = createCanvas(width, height, [30, 120, 130], [8, 40, 70])
  for (let fish = 0; fish < 26; fish++) {
    const [x, y] = [random.between(0, width), random.between(0, height)]
    const long = random.between(0.04, 0.12) * width
    const way = random.pick([-1, 1])
    const colour = random.pick(BRIGHT)
    const tail: Point[] = [
      [x - way * long * 0.8, y],
      [x - way * long * 1.5, y - long * 0.5],
      [x - way * long * 1.5, y + long * 0.5],
    ]
    polygon(canvas, tail, mix(colour, INK, 0.4))
    ellipse(canvas, [x, y], long, colour, long * 0.55)
    rectangle(canvas, [x - long * 0.2, y - long * 0.5], long * 0.25, long, mix(colour, CREAM, 0.6))
    ellipse(canvas, [x + way * long * 0.6, y - long * 0.1], long * 0.1, INK)
  }
  return canvas
}
