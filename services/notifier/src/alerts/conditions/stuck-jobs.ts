import { cleanProviderText } from '../../providers/clean-provider-text.ts'
import { findStuckJobs as find } from '../../worker/stuck-jobs.ts'
import type { Alert, ConditionContext } from '../alert.ts'

/** Jobs of operators, or of the cron, that never run again. One alert for each task. */
export async function findStuckJobs({ db, task_names }: ConditionContext): Promise<readonly Alert[]> {
  const jobs = await find(db, task_names)
  const tasks = new Set(jobs.map(({ task }) => task))
  return [...tasks].toSorted().flatMap((task): Alert[] => {
    const of_task = jobs.filter((job) => job.task === task)
    const [newest] = of_task
    if (newest === undefined) return []
    const ids = of_task.map(({ id }) => id).join(', ')
    const removal = `Remove the old: select graphile_worker.complete_jobs(array[${ids}]::bigint[]).`
    if (newest.cause === 'unknown_task') {
      return [
        {
          key: `job_unknown:${task}`,
          subject: `No task is called ${task}`,
          text: `Jobs of the unknown task ${task} never run: ${ids}. There is a task ${newest.meant}.`,
          action: `Add the job again with the task name ${newest.meant}. ${removal}`,
        },
      ]
    }
    return [
      {
        key: `job_failed:${task}`,
        subject: `A job of the task ${task} failed for good`,
        text: `Failed jobs of the task ${task}: ${ids}. The newest says: ${cleanProviderText(newest.last_error ?? 'nothing')}`,
        action: `Correct the cause and add the job again. ${removal}`,
      },
    ]
  })
}
