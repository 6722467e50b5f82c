import { lumaFromRgb } from '../../packages/fingerprint/src/index.ts'
import { sharp } from '../../packages/fingerprint/src/picture/restricted-sharp.ts'
import { plainPdq } from './plain-pdq.ts'

export const PLAIN_SIDE = 512

/** Luma of a file that the decoding library has reduced to 512x512, as PDQ is mostly made elsewhere. */
export async function lumaAt512(bytes: Uint8Array): Promise<Float32Array> {
  const reduced = sharp(bytes).resize(PLAIN_SIDE, PLAIN_SIDE, { fit: 'fill' }).raw()
  const { data, info } = await reduced.toBuffer({ resolveWithObject: true })
  return lumaFromRgb(data, info.channels)
}

/** PDQ of a file by the decoding library and plain JavaScript: 32 bytes. */
export const plainPdqOfFile = async (bytes: Uint8Array): Promise<Uint8Array> =>
  plainPdq(await lumaAt512(bytes), PLAIN_SIDE, PLAIN_SIDE)
