import type { VideoKind } from './video-kind.ts'

/** Longest side of a frame that leaves ffmpeg; PDQ knows the size that it had before. */
export const FRAME_SIDE = 512

/** Decoders that may be used: of what is found on the web, not of everything that ffmpeg can read. */
const CODECS = [
  'h264',
  'hevc',
  'vp8',
  'vp9',
  'libvpx',
  'libvpx-vp9',
  'av1',
  'libdav1d',
  'libaom-av1',
  'mpeg4',
  'mpeg1video',
  'mpeg2video',
  'h263',
  'flv',
  'vp6',
  'vp6f',
  'theora',
  'mjpeg',
  'msmpeg4v2',
  'msmpeg4',
  'wmv1',
  'wmv2',
  'wmv3',
  'vc1',
]

/**
 * What ffmpeg is told: the file on standard input, by its known kind and from no other place; one frame a
 * second out as raw pictures (PPM); for each a line on standard error that says when it is shown and how
 * large it was.
 *
 * Frames are turned as the file says and have square pixels or not, as they are coded.
 *
 * @param keyframes  decodes those frames only that need no other: about 13 times cheaper
 */
export function ffmpegArguments(
  { demuxer }: VideoKind,
  keyframes: boolean,
  maxPixels: number,
): string[] {
  const often = "select='isnan(prev_selected_t)+gte(t-prev_selected_t,1)'"
  const side = (name: 'iw' | 'ih') => `'min(${FRAME_SIDE},${name})'`
  const flags = 'area+accurate_rnd+full_chroma_int'
  const scale = `scale=w=${side('iw')}:h=${side('ih')}:flags=${flags}`
  // Numbered anew, one a second, so that no version of ffmpeg repeats or drops one.
  const filters = [often, 'showinfo', scale, 'settb=1', 'setpts=N'].join(',')
  const quiet = ['-hide_banner', '-nostats', '-nostdin', '-v', 'info']
  const decoding = ['-threads', '1', '-max_pixels', String(maxPixels)]
  const sparing = keyframes ? ['-skip_frame', 'nokey'] : []
  const only = ['-protocol_whitelist', 'pipe', '-f', demuxer, '-codec_whitelist', CODECS.join(',')]
  const input = ['-i', 'pipe:0', '-map', '0:V:0', '-filter_threads', '1', '-vf', filters, '-r', '1']
  const output = ['-pix_fmt', 'rgb24', '-c:v', 'ppm', '-f', 'image2pipe', 'pipe:1']
  return [quiet, decoding, sparing, only, input, output].flat()
}
