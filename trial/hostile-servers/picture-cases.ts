import { makeBombs } from '../damaged-images/bombs.ts'
import { gifFile, gifFrame } from '../damaged-images/formats/gif.ts'
import { OVER_BUDGET, READ, says, whole, type Case } from './case.ts'

/** What a picture that was looked at can end in; the decoder says which of them. */
const LOOKED_AT = ['picture', 'other']

/** Pictures that are small files and large pictures, by themselves and all on one page. */
export async function pictureCases(): Promise<Case[]> {
  const bombs = [...(await makeBombs()), { name: 'gif of 20,000 frames', bytes: manyFrames() }]
  const answer = ({ bytes }: { bytes: Buffer }) =>
    says(whole(bytes, { 'content-type': 'image/png' }))
  const alone = bombs.map((bomb) => ({
    name: `picture: ${bomb.name}`,
    answer: answer(bomb),
    ends: LOOKED_AT,
    maxMs: 90_000,
  }))
  const shown = bombs.map((_, at) => `<img src="./${at}">`).join('')
  const together: Case = {
    name: 'page of bombs',
    answer(socket, path) {
      const [, number] = /\/(\d+)$/.exec(path) ?? []
      const what =
        number === undefined
          ? says(whole(`<!doctype html>${shown}`))
          : answer(bombs[Number(number)]!)
      what(socket, path)
    },
    ends: [READ, OVER_BUDGET],
    maxMs: 150_000,
  }
  return [...alone, together]
}

function manyFrames(): Buffer {
  const side = { width: 8, height: 8 }
  const frame = gifFrame(side, Buffer.from([0x44, 0x01]))
  return gifFile(side, Array<Buffer>(20_000).fill(frame))
}
