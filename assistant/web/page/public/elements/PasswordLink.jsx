import { useEffect, useState } from "react"
import { Button } from "@/components/ui/button"

const ENDED = "Ce lien a déjà été montré : par prudence, il ne l'est qu'une fois. Faites-en un autre si vous ne l'avez plus."

export default function PasswordLink() {
  const [state, setState] = useState("loading")
  const [link, setLink] = useState(null)
  const [told, setTold] = useState("")
  useEffect(() => {
    callAction({ name: "pending", payload: { pending_id: props.pending_id } }).then((result) => setState(result.response?.state || "expired"))
  }, [])
  const show = async () => {
    setState("sending")
    const answer = (await callAction({ name: "password_link", payload: { pending_id: props.pending_id } }).catch(() => null))?.response
    if (answer?.ok) setLink({ ...answer, url: new URL(answer.url, location.origin).href })
    else setTold(answer?.error || "Le lien n'a pas pu être fait. Réessayez.")
    setState(answer?.ok ? "shown" : "open")
  }
  const copy = async (event) => {
    event.currentTarget.closest("div").querySelector("input").select()
    const done = await navigator.clipboard?.writeText(link.url).then(() => true, () => false)
    setTold(done ? "Copié." : "Sélectionné : copiez-le avec Ctrl-C.")
  }
  return (
    <div className="mimi-confirm" role="group" aria-label={props.title} data-testid="password-link" data-state={state}>
      <p><strong>{props.title}</strong></p>
      {link && <div className="mimi-choices">
        <input className="mimi-link" readOnly value={link.url} aria-label={props.title} onFocus={(event) => event.target.select()} />
        <Button size="sm" onClick={copy}>Copier</Button>
      </div>}
      {link && <p className="mimi-quiet">{link.told}</p>}
      {!link && (state === "open" || state === "sending") && <Button size="sm" disabled={state !== "open"} onClick={show}>Montrer le lien</Button>}
      {!link && ["done", "expired", "cancelled"].includes(state) && <p className="mimi-quiet">{ENDED}</p>}
      {told && <p className="mimi-quiet" role="status">{told}</p>}
    </div>
  )
}
