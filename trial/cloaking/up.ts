import type { Case } from './case.ts'

const UP = () => true

type Parts = Omit<Case, 'family' | 'isUp' | 'looks'> & Partial<Pick<Case, 'looks'>>
export const up = (parts: Parts): Omit<Case, 'family'> => ({ isUp: UP, looks: 4, ...parts })
