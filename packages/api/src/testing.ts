export { signLogWith, unzip } from './case-export/testing-verifier.ts'
export { seedCase, seedReport, type Stored } from './fixtures/seed-case.ts'
export { seedTakedown } from './fixtures/seed-takedown.ts'
