/** Why a file of a known kind gave no pixels. */
export type DecodeFailure =
  | { status: 'too-many-pixels'; pixels: number }
  | { status: 'unsupported'; compression: string }
  | { status: 'damaged' }
