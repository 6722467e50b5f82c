import type { BenchOptions, BenchResult, Figure } from '../scripts/measurement.ts'
import { meetsGoals } from './goals.ts'
import { measureChanging } from './search/changing.ts'
import { measureCrowded } from './search/crowded.ts'
import { measureDigests } from './search/digests.ts'
import { measureFaiss } from './search/faiss.ts'
import { drawCase } from './search/lists.ts'
import {
  buildIndex,
  measureCapped,
  measureSingle,
  measureSnapshot,
  measureWide,
  type Measured,
} from './search/one-index.ts'
import { measureThroughput } from './search/throughput.ts'

const MILLION = 1_000_000

/** Times and sizes are upper limits, what is counted a second and ratios lower ones. */
const OF_ONE_MILLION = {
  '1mAbsentP50Us': 9,
  '1mAbsentP99Us': 25,
  '1mAbsentToScan': 180,
  '1mBulkPerSecondTwoThreads': 300_000,
  growthOfCrowdedCandidates: 1.5,
}
const OF_TEN_MILLION = {
  '10mAbsentP50Us': 37,
  '10mAbsentP99Us': 100,
  '10mAbsentToScan': 400,
  '10mClusteredCappedP99Us': 1_500,
  '10mBulkPerSecondTwoThreads': 100_000,
  '10mBuildMs': 3_000,
  '10mSnapshotMs': 1_500,
  '10mBytesPerHash': 132,
  '10mDigestBatchNs': 30,
  '10mDigestSingleNs': 90,
  '10mDigestBatchToSet': 20,
  '10mVisibleMsP99': 1_000,
  '10mGrowthOfP99': 2,
  growthToTenMillion: 4.5,
}
const OF_HUNDRED_MILLION = { '100mAbsentP50Us': 210, '100mBytesPerHash': 110 }
const OF_FAISS = { '1mAbsentToMultiHash': 95, '10mAbsentToMultiHash': 300 }

/**
 * Searches among a million and ten million hashes, against a look at every hash in the same run: how long
 * one takes, how many a second in batches, and what building, keeping and loading the index costs.
 *
 * `large` adds a hundred million, for which 20 GB of memory are needed; `faiss` compares with FAISS, where
 * Debian's python3-faiss is installed.
 */
export async function run({ quick, large, faiss }: BenchOptions): Promise<BenchResult> {
  const all: Measured = { figures: {}, ratios: {} }
  const add = ({ figures, ratios }: Measured): void => {
    Object.assign(all.figures, figures)
    Object.assign(all.ratios, ratios)
  }
  useMemory(quick ? MILLION : 10 * MILLION)
  const sizes = quick ? [MILLION] : [MILLION, 10 * MILLION]
  for (const size of sizes) add(await measureSize(size, faiss === true))
  const goals = { ...OF_ONE_MILLION, ...(quick ? {} : OF_TEN_MILLION), ...(faiss ? OF_FAISS : {}) }
  if (!quick) {
    all.ratios['growthToTenMillion'] = quotient(all.figures, '10mAbsentP50Us', '1mAbsentP50Us')
  }
  add(measureCrowded('1m', MILLION))
  if (large) {
    const one = drawCase('100m', 'uniform', 100 * MILLION)
    const { index, ...built } = buildIndex(one, 1)
    add(built)
    add(measureSingle(index, one))
    Object.assign(goals, OF_HUNDRED_MILLION)
  }
  const held = meetsGoals({ ...all.figures, ...all.ratios }, goals)
  return { name: 'search', ...all, goals, held }
}

async function measureSize(size: number, faiss: boolean): Promise<Measured> {
  const all: Measured = { figures: {}, ratios: {} }
  const add = ({ figures, ratios }: Measured): void => {
    Object.assign(all.figures, figures)
    Object.assign(all.ratios, ratios)
  }
  const name = `${size / MILLION}m`
  const uniform = drawCase(name, 'uniform', size)
  const { index, ...built } = buildIndex(uniform, 3)
  add(built)
  add(measureSingle(index, uniform))
  add(measureWide(index, uniform))
  add(await measureThroughput(index, uniform, size > MILLION ? 4 : 10))
  add(measureSnapshot(index, uniform))
  if (faiss) add(await measureFaiss(index, uniform))
  add(await measureChanging(uniform))
  const clustered = drawCase(`${name}Clustered`, 'clustered', size)
  const crowded = buildIndex(clustered, 1)
  add(measureSingle(crowded.index, clustered))
  add(measureCapped(crowded.index, clustered))
  add(measureDigests(name, size))
  return all
}

const quotient = (figures: Record<string, Figure>, upper: string, lower: string): number =>
  Number(figures[upper]) / Number(figures[lower])

/** A virtual machine gives out memory the first time it is used, slowly: that is none of what is measured. */
function useMemory(hashes: number): void {
  const pieces = Array.from({ length: 4 }, () => Buffer.alloc(hashes * 150, 1))
  pieces.length = 0
}
