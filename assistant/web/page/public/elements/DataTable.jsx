import { useEffect, useState } from "react"
import { Button } from "@/components/ui/button"
import { Sheet, SheetContent, SheetHeader, SheetTitle } from "@/components/ui/sheet"
import { ArrowDown, ArrowUp, ArrowUpDown, ChevronLeft, ChevronRight } from "lucide-react"

const PAGE_SIZE = 10

export default function DataTable() {
  // The page may mount a table anew: it stays on the page and in the order that the user chose.
  const views = window.mimicomTables || (window.mimicomTables = {})
  const view = `${props.source}/${props.source_id}`
  const [asked, setAsked] = useState(views[view] || { page: Math.floor((props.skip || 0) / PAGE_SIZE), sort: props.sort, descending: props.descending })
  const [data, setData] = useState(null)
  const [error, setError] = useState(null)
  const [loading, setLoading] = useState(true)
  const [opened, setOpened] = useState(null)
  const opens = ["selection", "import_added"].includes(props.source)
  const total = data ? Math.min(data.total, props.limit || data.total) : 0
  const pages = Math.max(1, Math.ceil(total / PAGE_SIZE))

  useEffect(() => {
    let current = true
    views[view] = asked
    setLoading(true)
    const skip = asked.page * PAGE_SIZE
    const limit = props.limit ? Math.min(PAGE_SIZE, props.limit - skip) : PAGE_SIZE
    const payload = { source: props.source, source_id: props.source_id, skip, limit, sort: asked.sort, descending: asked.descending }
    callAction({ name: "table", payload }).then((result) => {
      if (!current) return
      const answer = result.response
      setLoading(false)
      if (answer?.ok) { setData(answer); setError(null) }
      else setError(answer?.error || "Le tableau n'a pas pu être chargé. Rechargez la page.")
    })
    return () => { current = false }
  }, [asked])

  const sortBy = (column) => {
    if (!column.sortable) return
    const descending = asked.sort === column.key ? !asked.descending : false
    setAsked({ page: 0, sort: column.key, descending })
  }
  const go = (page) => setAsked({ ...asked, page })

  if (error) return <p role="alert" className="text-sm text-muted-foreground">{error}</p>
  if (!data) return <p className="mimi-quiet" aria-busy="true">Chargement du tableau…</p>
  const from = total ? asked.page * PAGE_SIZE + 1 : 0
  const to = Math.min(total, (asked.page + 1) * PAGE_SIZE)
  const mark = (column) => asked.sort === column.key || (!asked.sort && column.key === "nom_structure")
    ? (asked.descending ? <ArrowDown size={14} /> : <ArrowUp size={14} />) : <ArrowUpDown size={14} className="mimi-faint" />
  const order = (column) => mark(column).type === ArrowUpDown ? "none" : asked.descending ? "descending" : "ascending"

  return (
    <div className="mimi-table" data-testid="data-table" data-loading={loading}>
      {props.source !== "selection" && <p className="mimi-table-title" aria-hidden="true">{props.title}</p>}
      <div className="mimi-scroll">
        <table>
          <caption className="sr-only">{props.title}</caption>
          <thead>
            <tr>{data.columns.map((column) => (
              <th key={column.key} data-narrow={column.narrow} scope="col" aria-sort={column.sortable ? order(column) : undefined}>
                {column.sortable
                  ? <button type="button" onClick={() => sortBy(column)} title={`Trier par ${column.label.toLowerCase()}`}>{column.label} {mark(column)}</button>
                  : column.label}
              </th>))}
            </tr>
          </thead>
          <tbody>{data.rows.map((row) => (
            <tr key={row.id} tabIndex={opens ? 0 : undefined} data-clickable={opens}
              onClick={() => opens && setOpened(row.id)}
              onKeyDown={(event) => { if (event.key === "Enter" && opens) setOpened(row.id) }}>
              {data.columns.map((column) => <td key={column.key} data-key={column.key} data-narrow={column.narrow}>{row.cells[column.key] || <span className="mimi-faint">–</span>}</td>)}
            </tr>))}
          </tbody>
        </table>
      </div>
      <div className="mimi-pager">
        <span data-testid="total">{from.toLocaleString("fr-FR")} à {to.toLocaleString("fr-FR")} sur {total.toLocaleString("fr-FR")}</span>
        {pages > 1 && <span className="mimi-pages">
          <Button variant="outline" size="sm" disabled={asked.page === 0 || loading} onClick={() => go(asked.page - 1)} aria-label="Page précédente"><ChevronLeft size={16} /></Button>
          <span>page {(asked.page + 1).toLocaleString("fr-FR")} / {pages.toLocaleString("fr-FR")}</span>
          <Button variant="outline" size="sm" disabled={asked.page >= pages - 1 || loading} onClick={() => go(asked.page + 1)} aria-label="Page suivante"><ChevronRight size={16} /></Button>
        </span>}
      </div>
      <Sheet open={opened !== null} onOpenChange={(open) => { if (!open) setOpened(null) }}>
        <SheetContent className="overflow-y-auto" style={{ width: "100%", maxWidth: "32rem" }} aria-describedby={undefined}>
          {opened !== null && <Record id={opened} press={(button) => { setOpened(null); press(button) }} />}
        </SheetContent>
      </Sheet>
    </div>
  )
}

function Record({ id, press }) {
  const [card, setCard] = useState(null)
  useEffect(() => {
    callAction({ name: "card", payload: { prospect_id: id } }).then((result) => setCard(result.response || { ok: false }))
  }, [id])
  return (
    <div className="mimi-record" data-testid="record">
      <SheetHeader><SheetTitle>{card?.title || (card && !card.ok ? "Fiche indisponible" : "Chargement…")}</SheetTitle></SheetHeader>
      {card && !card.ok && <p role="alert">{card.error || "La fiche n'a pas pu être chargée."}</p>}
      {card?.ok && <Body card={card} press={press} />}
    </div>
  )
}
