import { useEffect, useState } from "react"

export default function Card() {
  const [card, setCard] = useState(null)
  useEffect(() => {
    callAction({ name: "card", payload: { prospect_id: props.prospect_id } }).then((result) => setCard(result.response || { ok: false }))
  }, [])
  if (!card) return <p className="mimi-quiet" aria-busy="true">Chargement de la fiche…</p>
  if (!card.ok) return <p role="alert">{card.error || "La fiche n'a pas pu être chargée."}</p>
  return (
    <section className="mimi-card" data-testid="card" aria-label={card.title}>
      <h3>{card.title}</h3>
      <Actions actions={card.actions} press={(button) => press(button, callAction, sendUserMessage)} />
      <Body card={card} />
    </section>
  )
}
