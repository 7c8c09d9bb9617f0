import { Button } from "@/components/ui/button"

// A record: what can be done with it, its fields by group, its remarks.
function Actions({ actions, press }) {
  return (
    <div className="mimi-choices">{actions.map((action) => (
      <Button key={action.label} variant="outline" size="sm" title={action.say} onClick={() => press(action)}>{action.label}</Button>))}
    </div>
  )
}

function Body({ card }) {
  return (
    <>
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
