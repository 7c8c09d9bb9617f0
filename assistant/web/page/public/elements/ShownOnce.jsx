import { useEffect, useState } from "react"
import { Button } from "@/components/ui/button"

const ENDED = "Cela a déjà été montré : par prudence, ce ne l'est qu'une fois. Refaites votre demande si vous ne l'avez plus."

export default function ShownOnce() {
  const [state, setState] = useState("loading")
  const [lines, setLines] = useState(null)
  const [told, setTold] = useState("")
  const [copied, setCopied] = useState("")
  const payload = { pending_id: props.pending_id }
  useEffect(() => {
    callAction({ name: "pending", payload }).then((result) => setState(result.response?.state || "expired"))
  }, [])
  const show = async () => {
    setState("sending")
    const answer = (await callAction({ name: "shown_once", payload }).catch(() => null))?.response
    if (answer?.ok) setLines(answer.lines)
    setTold(answer?.ok ? answer.told : answer?.error || "Rien n'a pu être montré. Réessayez.")
    setState(answer?.ok ? "shown" : "open")
  }
  const copy = async () => {
    const done = await navigator.clipboard?.writeText(lines.join("\n")).then(() => true, () => false)
    setCopied(done ? "Copié." : "Sélectionnez, puis copiez avec Ctrl-C.")
  }
  return (
    <div className="mimi-confirm" role="group" aria-label={props.title} data-testid="shown-once" data-state={state}>
      <p><strong>{props.title}</strong></p>
      {lines && <pre className="mimi-secret" tabIndex={0}>{lines.join("\n")}</pre>}
      {told && <p className="mimi-quiet" role="status">{told}</p>}
      {lines && <div className="mimi-choices"><Button size="sm" onClick={copy}>Copier</Button></div>}
      {copied && <p className="mimi-quiet" role="status">{copied}</p>}
      {!lines && (state === "open" || state === "sending") && <Button size="sm" disabled={state !== "open"} onClick={show}>{props.button}</Button>}
      {!lines && ["done", "expired", "cancelled"].includes(state) && <p className="mimi-quiet">{ENDED}</p>}
    </div>
  )
}
