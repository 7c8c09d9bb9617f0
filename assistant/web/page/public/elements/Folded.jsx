import { useState } from "react"

// What a file holds besides its numbers: folded, so that the question stays in view on a phone.
export default function Folded() {
  const [data, setData] = useState(null)
  const load = (event) => {
    if (!event.target.open || data || !props.source) return
    const payload = { source: props.source, source_id: props.source_id, skip: 0, limit: 100 }
    callAction({ name: "table", payload }).then((result) => setData(result.response || { ok: false }))
  }
  return (
    <details className="mimi-folded" data-testid="folded" onToggle={load}>
      <summary>{props.title}</summary>
      {props.lines && <ul>{props.lines.map((line, rank) => <li key={rank}>{line}</li>)}</ul>}
      {props.source && !data && <p className="mimi-quiet" aria-busy="true">Chargement…</p>}
      {data && !data.ok && <p role="alert">{data.error || "Le tableau n'a pas pu être chargé. Rechargez la page."}</p>}
      {data?.ok && <Rows data={data} />}
    </details>
  )
}

function Rows({ data }) {
  return (
    <div className="mimi-scroll mimi-table" data-testid="data-table">
      <table>
        <caption className="sr-only">{props.title}</caption>
        <thead><tr>{data.columns.map((column) => <th key={column.key} scope="col" data-narrow={column.narrow}>{column.label}</th>)}</tr></thead>
        <tbody>{data.rows.map((row) => (
          <tr key={row.id}>{data.columns.map((column) => (
            <td key={column.key} data-key={column.key} data-narrow={column.narrow}>{row.cells[column.key] || <span className="mimi-faint">–</span>}</td>))}
          </tr>))}
        </tbody>
      </table>
    </div>
  )
}
