import { useEffect, useState } from "react"

export default function BarChart() {
  const [data, setData] = useState(null)
  useEffect(() => {
    callAction({ name: "chart", payload: { selection_id: props.selection_id, kpi: props.kpi } }).then((result) => setData(result.response || { ok: false }))
  }, [])
  if (!data) return <p className="mimi-quiet" aria-busy="true">Chargement du graphique…</p>
  if (!data.ok) return <p role="alert">{data.error || "Le graphique n'a pas pu être chargé."}</p>
  if (props.kpi === "overview") return <Overview data={data} />
  const largest = Math.max(1, ...data.bars.map((bar) => bar.value))
  return (
    <figure className="mimi-chart" data-testid="chart" aria-label={data.title}>
      <ul>{data.bars.map((bar) => (
        <li key={bar.label}>
          <button type="button" disabled={!bar.say} onClick={() => sendUserMessage(bar.say)} title={bar.say ? `Voir la liste : ${bar.label}` : undefined}>
            <span className="mimi-bar-label">{bar.label}</span>
            <span className="mimi-bar-track"><span className="mimi-bar" style={{ width: `${(100 * bar.value) / largest}%` }} /></span>
            <span className="mimi-bar-value">{bar.shown}</span>
          </button>
        </li>))}
      </ul>
      {!data.bars.length && <p className="mimi-quiet">Rien à montrer pour cette sélection.</p>}
      <a className="mimi-link" href={props.url} download>Télécharger l'image</a>
    </figure>
  )
}

// Headlines share no unit: figures side by side, not bars.
function Overview({ data }) {
  return (
    <ul className="mimi-tiles" data-testid="chart">{data.bars.map((bar) => (
      <li key={bar.label}>
        <button type="button" disabled={!bar.say} onClick={() => sendUserMessage(bar.say)} title={bar.say ? `Voir la liste : ${bar.label}` : undefined}>
          <strong>{bar.shown}</strong><span>{bar.label}</span>
        </button>
      </li>))}
    </ul>
  )
}
