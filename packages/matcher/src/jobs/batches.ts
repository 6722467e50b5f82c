/**
 * Lets work that is asked for one by one be done together: what is asked for while a batch is done is the next
 * batch.
 *
 * @param work  gives an answer for every key, in order; when it fails, each key of the batch is tried alone
 */
export function createBatches<Answer>(
  work: (keys: readonly string[]) => Promise<Answer[]>,
  mostTogether: number,
): (key: string) => Promise<Answer> {
  type Asked = { key: string; answer: PromiseWithResolvers<Answer> }
  let waiting: Asked[] = []
  let isBusy = false

  const doAlone = async ({ key, answer }: Asked): Promise<void> => {
    try {
      const [only] = await work([key])
      answer.resolve(only!)
    } catch (error) {
      answer.reject(error)
    }
  }
  const doTogether = async (batch: readonly Asked[]): Promise<void> => {
    try {
      const answers = await work(batch.map(({ key }) => key))
      batch.forEach(({ answer }, at) => answer.resolve(answers[at]!))
    } catch {
      for (const asked of batch) await doAlone(asked)
    }
  }
  const goOn = async (): Promise<void> => {
    isBusy = true
    while (waiting.length > 0) {
      const batch = waiting.slice(0, mostTogether)
      waiting = waiting.slice(mostTogether)
      await (batch.length === 1 ? doAlone(batch[0]!) : doTogether(batch))
    }
    isBusy = false
  }
  return (key) => {
    const answer = Promise.withResolvers<Answer>()
    waiting.push({ key, answer })
    // what comes in the same turn is taken together
    if (!isBusy) {
      isBusy = true
      queueMicrotask(() => void goOn())
    }
    return answer.promise
  }
}
