import { useEffect, useState } from "react"
import { Button } from "@/components/ui/button"

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
      <Body card={card} press={press} />
    </section>
  )
}

// By what it is; a button without an act says its sentence.
const press = ({ act, say }) => (act ? callAction({ name: "act", payload: { act, say } }) : sendUserMessage(say))

// The rest is the same in Card.jsx and DataTable.jsx: elements can't import one another.
function Body({ card, press }) {
  return (
    <>
      <div className="mimi-choices">{card.actions.map((action) => (
        <Button key={action.label} variant="outline" size="sm" title={action.say} onClick={() => press(action)}>{action.label}</Button>))}
      </div>
      <div className="mimi-groups">{card.groups.map((group) => (
        <section key={group.label} aria-label={group.label}>
          <h4>{group.label}</h4>
          <dl className="mimi-fields">{group.fields.map((field) => (
            <div key={field.key} data-key={field.key}><dt>{field.label}</dt><dd><Value field={field} /></dd></div>))}</dl>
        </section>))}
      </div>
      <section aria-label="Commentaires" data-testid="comments">
        <h4>Commentaires</h4>
        {!card.comments.length && <p className="mimi-missing">Aucun commentaire</p>}
        <Remarks comments={card.comments.slice(0, SHOWN)} />
        {card.comments.length > SHOWN && <details>
          <summary>Commentaires plus anciens ({(card.comments.length - SHOWN).toLocaleString("fr-FR")})</summary>
          <Remarks comments={card.comments.slice(SHOWN)} />
        </details>}
      </section>
    </>
  )
}

const SHOWN = 5

function Remarks({ comments }) {
  return <ul className="mimi-remarks">{comments.map((comment, rank) => (
    <li key={rank}><small>{comment.head}</small><p>{comment.text}</p></li>))}</ul>
}

function Value({ field }) {
  const page = { rel: "noopener noreferrer nofollow", target: field.href?.startsWith("http") ? "_blank" : undefined }
  return (
    <>
      {field.labels.length ? <ul className="mimi-tags">{field.labels.map((label) => <li key={label}>{label}</li>)}</ul>
        : !field.value ? <span className="mimi-missing">Non renseigné</span>
        : field.href ? <a href={field.href} {...page}>{field.value}</a> : field.value}
      {field.note && <small> · {field.note}</small>}
    </>
  )
}
