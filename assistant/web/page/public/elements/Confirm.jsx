import { useEffect, useState } from "react"
import { Button } from "@/components/ui/button"

const ENDED = { done: "Vous avez répondu oui.", cancelled: "Vous avez répondu non : rien n'a été fait.", expired: "Cette question n'est plus valable." }

export default function Confirm() {
  const [state, setState] = useState("loading")
  const refresh = () => callAction({ name: "pending", payload: { pending_id: props.pending_id } }).then((result) => setState(result.response?.state || "expired"))
  useEffect(() => { refresh() }, [])
  const answer = (yes) => {
    setState("sending")
    callAction({ name: "confirm", payload: { pending_id: props.pending_id, yes, say: yes ? props.yes : props.no } }).then(refresh)
  }
  return (
    <div className="mimi-confirm" role="group" aria-label="Confirmation" data-testid="confirm" data-state={state}>
      <p>{props.question}</p>
      {ENDED[state]
        ? <p className="mimi-quiet">{ENDED[state]}</p>
        : <div className="mimi-choices">
            <Button size="sm" disabled={state !== "open"} onClick={() => answer(true)}>{props.yes}</Button>
            <Button size="sm" variant="outline" disabled={state !== "open"} onClick={() => answer(false)}>{props.no}</Button>
          </div>}
    </div>
  )
}
