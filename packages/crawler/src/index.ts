export { addressErasures } from './retention/address-erasures.ts'
export { likeness, type Likeness } from './removal/likeness.ts'
export { verdictOf, withoutPicture } from './removal/verdict.ts'
