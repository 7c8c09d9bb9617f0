import { useEffect, useState } from "react"

// A draft as one of its recipients reads it: the inbox's line, then the mail, or its text alone.
// The frame runs no script and asks nothing of the outside; its HTML is loaded, never kept in props.
export default function Mail() {
  const [data, setData] = useState(null)
  const [person, setPerson] = useState("")
  const [view, setView] = useState(window.innerWidth < 700 ? "phone" : "desktop")
  useEffect(() => {
    const payload = { draft_id: props.draft_id, number: props.number, ...(person ? { person } : {}) }
    callAction({ name: "mail", payload }).then((result) => setData(result.response || { ok: false }))
  }, [person])
  if (!data) return <p className="mimi-quiet" aria-busy="true">Le mail arrive…</p>
  if (!data.ok) return <p role="alert">{data.error || "Le mail n'a pas pu être affiché. Rechargez la page."}</p>
  const views = [["phone", "Téléphone"], ["desktop", "Ordinateur"], ["text", "Texte seul"]]
  return (
    <div className="mimi-mail" data-testid="mail" role="group" aria-label={`Aperçu du mail, version ${data.number}`}>
      <div className="mimi-mail-inbox" data-testid="mail-inbox">
        <strong>{data.sender}</strong>
        <span><b>{data.subject}</b>{data.preview && <span className="mimi-faint"> – {data.preview}</span>}</span>
      </div>
      <div className="mimi-mail-bar">
        <label>Comme le lira <select value={person || data.people[0]?.id || ""} onChange={(event) => setPerson(event.target.value)}>
          {data.people.length === 0 && <option value="">un exemple</option>}
          {data.people.map((one) => <option key={one.id} value={one.id}>{one.label}</option>)}
        </select></label>
        <div className="mimi-mail-views" role="group" aria-label="Largeur">
          {views.map(([name, label]) => <button key={name} type="button" aria-pressed={view === name} onClick={() => setView(name)}>{label}</button>)}
        </div>
      </div>
      {data.missing.length > 0 && <p role="alert">Il manque pour cette personne : {data.missing.join(", ")}.</p>}
      {view === "text"
        ? <pre className="mimi-mail-text" data-testid="mail-text">{data.text}</pre>
        : <div className="mimi-mail-frame"><iframe title="Aperçu du mail" sandbox="" referrerPolicy="no-referrer" srcDoc={data.html} data-view={view} data-testid="mail-frame" /></div>}
    </div>
  )
}
