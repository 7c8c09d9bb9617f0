import { useEffect, useState } from "react"
import { Button } from "@/components/ui/button"
import { Sheet, SheetContent } from "@/components/ui/sheet"
import { Popover, PopoverContent, PopoverTrigger } from "@/components/ui/popover"
import { ArrowDown, ArrowUp, ArrowUpDown, ChevronLeft, ChevronRight, Columns3 } from "lucide-react"

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
  const campaigns = props.source === "campaigns"
  const opens = campaigns || ["selection", "import_added", "campaign_people", "scores"].includes(props.source)
  const open = (row) => campaigns
    ? callAction({ name: "act", payload: { act: { do: "campaign", campaign: row.id, deed: "open" }, say: `où en est la campagne ${row.cells.nom} ?` } })
    : setOpened(row.id)
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
  const choose = (columns) => callAction({ name: "columns", payload: { columns } }).then(() => setAsked({ ...asked }))
  const go = (page) => setAsked({ ...asked, page })

  if (error) return <p role="alert" className="text-sm text-muted-foreground">{error}</p>
  if (!data) return <p className="mimi-quiet" aria-busy="true">Chargement du tableau…</p>
  const from = total ? asked.page * PAGE_SIZE + 1 : 0
  const to = Math.min(total, (asked.page + 1) * PAGE_SIZE)
  const mark = (column) => asked.sort === column.key || (!asked.sort && column.key === "nom_structure")
    ? (asked.descending ? <ArrowDown size={14} /> : <ArrowUp size={14} />) : <ArrowUpDown size={14} className="mimi-faint" />
  const order = (column) => mark(column).type === ArrowUpDown ? "none" : asked.descending ? "descending" : "ascending"

  return (
    <div className="mimi-table" data-testid="data-table" data-loading={loading} data-chosen={Boolean(data.chosen)}>
      {props.source !== "selection" && <p className="mimi-table-title" aria-hidden="true">{props.title}</p>}
      <div className="mimi-wide"><div className="mimi-scroll">
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
              onClick={() => opens && open(row)}
              onKeyDown={(event) => { if (event.key === "Enter" && opens) open(row) }}>
              {data.columns.map((column) => <td key={column.key} data-key={column.key} data-narrow={column.narrow}>{row.cells[column.key] ? <span>{row.cells[column.key]}</span> : <span className="mimi-faint">–</span>}</td>)}
            </tr>))}
          </tbody>
        </table>
      </div></div>
      <div className="mimi-pager">
        <span data-testid="total">{from.toLocaleString("fr-FR")} à {to.toLocaleString("fr-FR")} sur {total.toLocaleString("fr-FR")}</span>
        {data.choice && <ColumnChoice choice={data.choice} choose={choose} />}
        {pages > 1 && <span className="mimi-pages">
          <Button variant="outline" size="sm" disabled={asked.page === 0 || loading} onClick={() => go(asked.page - 1)} aria-label="Page précédente"><ChevronLeft size={16} /></Button>
          <span>page {(asked.page + 1).toLocaleString("fr-FR")} / {pages.toLocaleString("fr-FR")}</span>
          <Button variant="outline" size="sm" disabled={asked.page >= pages - 1 || loading} onClick={() => go(asked.page + 1)} aria-label="Page suivante"><ChevronRight size={16} /></Button>
        </span>}
      </div>
      <Sheet open={opened !== null} onOpenChange={(open) => { if (!open) setOpened(null) }}>
        <SheetContent className="overflow-y-auto" style={{ width: "100%", maxWidth: "32rem" }} aria-describedby={undefined}>
          {opened !== null && <Panel id={opened} leave={(words) => { setOpened(null); sendUserMessage(words) }} changed={() => setAsked({ ...asked })} />}
        </SheetContent>
      </Sheet>
    </div>
  )
}

// Which columns lists have, this one and those to come, for this user.
function ColumnChoice({ choice, choose }) {
  const [picked, setPicked] = useState(null) // until the table comes back with it
  const known = choice.filter((column) => column.shown).map((column) => column.key)
  const shown = picked || known
  // What comes back may be of an earlier click: a box just ticked would be unticked for a moment.
  useEffect(() => {
    if (picked && picked.length === known.length && picked.every((key) => known.includes(key))) setPicked(null)
  }, [choice])
  const pick = (columns) => { setPicked(columns); choose(columns) }
  const turn = (key) => pick(shown.includes(key) ? shown.filter((one) => one !== key) : [...shown, key])
  return (
    <Popover onOpenChange={() => setPicked(null)}>
      <PopoverTrigger asChild><Button variant="outline" size="sm"><Columns3 size={16} /> Colonnes</Button></PopoverTrigger>
      <PopoverContent className="mimi-columns" align="center" data-testid="columns" aria-label="Colonnes affichées">
        <ul>{choice.map((column) => (
          <li key={column.key}><label><input type="checkbox" checked={shown.includes(column.key)} onChange={() => turn(column.key)} /> {column.label}</label></li>))}
        </ul>
        <button type="button" className="mimi-more" onClick={() => { setPicked(null); choose([]) }}>Colonnes habituelles</button>
      </PopoverContent>
    </Popover>
  )
}
