export { likeness, verdictOf, withoutPicture, type Likeness } from './removal/verdict.ts'
