import { useEffect, useState } from "react"
import { Button } from "@/components/ui/button"

const POLL_MS = 700
const ENDED = { done: "c'est fait", failed: "cela n'a pas abouti", cancelled: "c'est arrêté" }

export default function Progress() {
  const [job, setJob] = useState(null)
  const [stopping, setStopping] = useState(false)
  useEffect(() => {
    let timer = null
    let alive = true
    const poll = () => callAction({ name: "job", payload: { job_id: props.job_id } }).then((result) => {
      if (!alive) return
      const answer = result.response
      if (answer?.ok) setJob(answer)
      if (answer?.ok && ENDED[answer.state]) { callAction({ name: "job_ended", payload: { job_id: props.job_id } }); return }
      if (answer && !answer.ok) { setJob({ state: "failed", label: answer.error }); return }
      timer = setTimeout(poll, POLL_MS)
    })
    poll()
    return () => { alive = false; clearTimeout(timer) }
  }, [])
  const percent = job?.total ? Math.min(100, Math.round((100 * job.done) / job.total)) : 0
  const ended = ENDED[job?.state]
  const stop = () => { setStopping(true); callAction({ name: "job_cancel", payload: { job_id: props.job_id } }) }
  return (
    <div className="mimi-progress" data-testid="progress" data-state={job?.state || "loading"}>
      <p>{props.title}{ended ? `\u00a0: ${ended}.` : "…"}</p>
      {!ended && <>
        <div role="progressbar" aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100} aria-label={props.title}><span style={{ width: `${percent}%` }} /></div>
        <div className="mimi-pager"><span>{job?.label || "Démarrage"}{job?.total ? `\u00a0: ${percent}\u202f%` : ""}</span>
          <Button size="sm" variant="outline" disabled={stopping} onClick={stop}>{stopping ? "Arrêt…" : "Arrêter"}</Button></div>
      </>}
    </div>
  )
}
