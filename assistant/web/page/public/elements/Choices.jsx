import { useEffect, useState } from "react"
import { Button } from "@/components/ui/button"

const POLL_MS = 1500
const UNDER_WAY = ["queued", "running"]

// Buttons; those of a job (props.job_id) go when it ends.
export default function Choices() {
  const [useful, setUseful] = useState(!props.job_id)
  useEffect(() => {
    if (!props.job_id) return
    let timer = null
    let alive = true
    const poll = () => callAction({ name: "job", payload: { job_id: props.job_id } }).then((result) => {
      if (!alive) return
      const live = UNDER_WAY.includes(result.response?.state)
      setUseful(live)
      if (live) timer = setTimeout(poll, POLL_MS)
    })
    poll()
    return () => { alive = false; clearTimeout(timer) }
  }, [])
  if (!useful) return null
  return (
    <div className="mimi-choices" data-testid="choices">
      {props.buttons.map((button, rank) => (
        <Button key={rank} variant="outline" size="sm" title={button.say} onClick={() => press(button, callAction, sendUserMessage)}>{button.label}</Button>))}
    </div>
  )
}
