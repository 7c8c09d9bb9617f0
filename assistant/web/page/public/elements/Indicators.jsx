import { useEffect, useState } from "react"
import { CircleHelp, Download } from "lucide-react"

// One element for an indicator, the dashboard, a comparison and the trend: they share their parts,
// and an element can import none of ours.
export default function Indicators() {
  const [data, setData] = useState(null)
  useEffect(() => {
    const ids = props.selection_ids || [props.selection_id]
    callAction({ name: "indicators", payload: { view: props.view, selection_ids: ids, kpi: props.kpi } })
      .then((result) => setData(result.response || { ok: false }))
  }, [])
  if (!data) return <p className="mimi-quiet" aria-busy="true">Chargement des chiffres…</p>
  if (!data.ok) return <p role="alert">{data.error || "Les chiffres n'ont pas pu être chargés."}</p>
  const View = { dashboard: Dashboard, results: Dashboard, comparison: Comparison, trend: Trend }[props.view] || Chart
  return <View data={data} />
}

const NOTHING = "Rien à montrer pour cette sélection."
// Whom a figure counts: by what it is, its sentence beside.
const list = ({ act, say }) => (act ? () => callAction({ name: "act", payload: { act, say } }) : undefined)

function Chart({ data }) {
  return <div data-testid="chart">{data.panels.map((panel) => <Panel key={panel.kpi} panel={panel} alone />)}</div>
}

function Dashboard({ data }) {
  if (!data.total) return <p className="mimi-quiet" data-testid="dashboard">{NOTHING}</p>
  return (
    <section className="mimi-dashboard" data-testid="dashboard" aria-label={props.title}>
      {data.caution && <p className="mimi-caution">{data.caution}</p>}
      {data.verdict && <p className="mimi-verdict">{data.verdict}</p>}
      <ul className="mimi-tiles">{data.headlines.map((one) => <Tile key={one.kpi} one={one} />)}</ul>
      <div className="mimi-panels">{data.panels.map((panel) => <Panel key={panel.kpi} panel={panel} />)}
        {data.charts?.map((chart) => <Lines key={chart.title} chart={chart} />)}</div>
      <Files files={data.files} named="du tableau de bord" />
    </section>
  )
}

function Tile({ one }) {
  const [told, setTold] = useState(false)
  return (
    <li className="mimi-tile" data-told={told}>
      <button type="button" disabled={!one.say} onClick={list(one)} title={one.say ? `Voir la liste : ${one.label}` : undefined}>
        <span>{one.label}</span><strong>{one.figure}</strong>{one.detail && <small>{one.detail}</small>}
      </button>
      <Ask told={told} setTold={setTold} label={one.label} />
      {told && <p className="mimi-definition">{one.definition}</p>}
    </li>
  )
}

function Ask({ told, setTold, label }) {
  return (
    <button type="button" className="mimi-ask" aria-expanded={told} onClick={() => setTold(!told)}
      title={`Comment c'est compté : ${label}`} aria-label={`Définition : ${label}`}><CircleHelp size={16} /></button>
  )
}

function Panel({ panel, alone }) {
  const [told, setTold] = useState(false)
  const empty = !panel.bars.some((bar) => bar.value)
  return (
    <figure className="mimi-panel" data-alone={alone} data-drawn={panel.drawn} aria-label={`${panel.title}. ${panel.note}`}>
      <figcaption><strong>{panel.title}</strong><Ask told={told} setTold={setTold} label={panel.title} /></figcaption>
      {told && <p className="mimi-definition">{panel.definition}</p>}
      {panel.note && !alone && <p className="mimi-quiet">{panel.note}</p>}
      {panel.caution && <p className="mimi-caution">{panel.caution}</p>}
      {panel.rate && <Rate rate={panel.rate} />}
      {empty ? <p className="mimi-quiet">{NOTHING}</p> : <Drawn panel={panel} alone={alone} />}
      <Files files={panel.files} named={`: ${panel.title}`} />
    </figure>
  )
}

function Drawn({ panel, alone }) {
  if (panel.drawn === "share") return <Share bars={panel.bars} />
  if (panel.drawn === "networks") return <Networks bars={panel.bars} />
  return <>{panel.drawn === "map" && <France panel={panel} />}<Bars bars={panel.bars} most={alone ? 40 : 8} /></>
}

// The longest bar of one value: what stands for many would dwarf the others, and is cut, marked so.
function Bars({ bars, most }) {
  const [all, setAll] = useState(false)
  const scale = Math.max(1, ...bars.filter((bar) => !bar.muted).map((bar) => bar.value))
  const shown = all || bars.length <= most + 1 ? bars : bars.slice(0, most)
  return (
    <>
      <ul className="mimi-bars">{shown.map((bar) => (
        <li key={bar.key}>
          <button type="button" disabled={!bar.say} onClick={list(bar)} title={bar.say ? `Voir la liste : ${bar.label}` : undefined}>
            <span className="mimi-bar-label">{bar.label}</span>
            <span className="mimi-bar-track"><span className="mimi-bar" data-muted={bar.muted} data-cut={bar.value > scale} style={{ width: `${Math.min(100, (100 * bar.value) / scale)}%` }} /></span>
            <span className="mimi-bar-value">{bar.shown}{bar.share && <small> ({bar.share})</small>}</span>
          </button>
        </li>))}
      </ul>
      {shown.length < bars.length && <button type="button" className="mimi-more" onClick={() => setAll(true)}>Voir les {bars.length - shown.length} autres</button>}
    </>
  )
}

function Share({ bars }) {
  const total = Math.max(1, bars.reduce((sum, bar) => sum + bar.value, 0))
  return (
    <>
      <div className="mimi-share">{bars.map((bar, rank) => bar.value > 0 && (
        <button key={bar.key} type="button" tabIndex={-1} aria-hidden="true" data-rank={bar.muted ? "muted" : rank} style={{ width: `${(100 * bar.value) / total}%` }}
          onClick={list(bar)} title={`${bar.label} : ${bar.shown} (${bar.share})`} />))}
      </div>
      <ul className="mimi-legend">{bars.map((bar, rank) => (
        <li key={bar.key}><button type="button" disabled={!bar.say} onClick={list(bar)} title={bar.say ? `Voir la liste : ${bar.label}` : undefined}>
          <i data-rank={bar.muted ? "muted" : rank} /><span>{bar.label}</span><b>{bar.shown}{bar.share && <small> ({bar.share})</small>}</b>
        </button></li>))}
      </ul>
    </>
  )
}

function Networks({ bars }) {
  const accounts = Math.max(1, ...bars.map((bar) => bar.value))
  const followers = Math.max(1, ...bars.map((bar) => bar.amount || 0))
  const track = (value, most) => <span className="mimi-bar-track"><span className="mimi-bar" style={{ width: `${(100 * value) / most}%` }} /></span>
  return (
    <ul className="mimi-bars mimi-networks">
      <li aria-hidden="true"><span /><small>Comptes</small><small>Abonnés</small></li>
      {bars.map((bar) => (
        <li key={bar.key}><button type="button" disabled={!bar.say} onClick={list(bar)} title={bar.say ? `Voir la liste : ${bar.label}` : undefined}>
          <span className="mimi-bar-label">{bar.label}</span>
          <span>{track(bar.value, accounts)}<span className="mimi-bar-value">{bar.shown}</span></span>
          <span data-second="true">{track(bar.amount || 0, followers)}<span className="mimi-bar-value">{bar.amount_shown}</span></span>
        </button></li>))}
    </ul>
  )
}

// A rate is a point between two others: it can't be read without them.
function Rate({ rate }) {
  const at = (share) => `${100 * share}%`
  return (
    <div className="mimi-rate" role="img" aria-label={`${rate.shown}, intervalle à 95 %`}>
      <span className="mimi-interval" style={{ left: at(rate.low), width: at(rate.high - rate.low) }} />
      <span className="mimi-point" style={{ left: at(rate.rate) }} title={rate.shown} />
      <small style={{ left: 0 }}>0</small><small style={{ right: 0 }}>100 %</small>
    </div>
  )
}

function France({ panel }) {
  const [map, setMap] = useState(null)
  useEffect(() => {
    // One download for all maps of the page.
    window.mimicomMap ||= fetch("/public/france.json").then((answer) => (answer.ok ? answer.json() : Promise.reject(answer)))
    window.mimicomMap.then(setMap).catch(() => { window.mimicomMap = null })
  }, [])
  if (!map) return <div className="mimi-map" aria-busy="true" />
  const regions = panel.kpi === "region"
  const bars = Object.fromEntries(panel.bars.map((bar) => [bar.key, bar]))
  const place = ([key, path]) => {
    const bar = bars[key]
    const told = bar ? `${bar.label} : ${bar.shown}${bar.share ? ` (${bar.share})` : ""}` : `${panel.map.names[key]} : 0`
    return <path key={key} d={path} data-place={key} data-level={panel.map.levels[key] || 0} data-open={Boolean(bar?.say)} onClick={bar ? list(bar) : undefined}><title>{told}</title></path>
  }
  const frame = (inset) => (
    <g key={inset.name} className="mimi-inset">
      <rect x={inset.box[0]} y={inset.box[1]} width={inset.box[2]} height={inset.box[3]} />
      <text x={inset.caption[0]} y={inset.caption[1]}>{inset.name}</text>
    </g>
  )
  return (
    <>
      <svg className="mimi-map" viewBox={map.viewBox} role="img" aria-label={`Carte : ${panel.title}`}>
        {map.insets.map(frame)}{!regions && frame(map.zoom)}
        {Object.entries(regions ? map.regions : map.departements).map(place)}
        {!regions && Object.entries(map.zoom.departements).map(place)}
      </svg>
      <ul className="mimi-scale" aria-hidden="true">
        <li><i data-level="0" />0</li>
        {panel.map.legend.map(([level, words]) => <li key={level}><i data-level={level} />{words}</li>)}
      </ul>
      {panel.map.outside !== "0" && <p className="mimi-quiet">Hors carte ou non renseigné : {panel.map.outside}</p>}
    </>
  )
}

function Comparison({ data }) {
  const shares = data.rows.filter((row) => row.cells.some((cell) => cell.share !== null))
  const largest = Math.max(0.01, ...shares.flatMap((row) => row.cells.map((cell) => cell.high ?? cell.share ?? 0)))
  const scale = props.kpi === "overview" ? 1 : largest
  return (
    <section className="mimi-comparison" data-testid="comparison" aria-label={data.title}>
      {data.caution && <p className="mimi-caution">{data.caution}</p>}
      <ul className="mimi-legend">{data.sides.map((side, rank) => (
        <li key={rank}><button type="button" disabled={!side.say} onClick={list(side)} title={side.say ? `Voir la liste : ${side.label}` : undefined}>
          <i data-rank={rank} /><span>{side.label}</span><b>{side.shown}</b></button></li>))}
      </ul>
      {data.rows.map((row) => (
        <div key={row.label} className="mimi-versus" data-plain={row.cells.every((cell) => cell.share === null)}>
          <p><strong>{row.label}</strong>{row.verdict && <small>{row.verdict}</small>}</p>
          <ul>{row.cells.map((cell, rank) => (
            <li key={rank}><button type="button" disabled={!cell.say} onClick={list(cell)} title={`${data.sides[rank].label} : ${cell.text} (${cell.detail})`}>
              <span className="mimi-bar-track" data-rank={rank}>
                {cell.share !== null && <span className="mimi-bar" data-rank={rank} style={{ width: `${(100 * cell.share) / scale}%` }} />}
                {cell.low !== null && <span className="mimi-whisker" style={{ left: `${(100 * cell.low) / scale}%`, width: `${(100 * (cell.high - cell.low)) / scale}%` }} />}
              </span>
              <b>{cell.text}</b><small>{cell.detail}</small>
            </button></li>))}
          </ul>
        </div>))}
      <Files files={data.files} named="de la comparaison" />
    </section>
  )
}

function Trend({ data }) {
  return (
    <section className="mimi-dashboard" data-testid="trend" aria-label={props.title}>
      <div className="mimi-panels">
        {data.charts.map((chart) => <Lines key={chart.title} chart={chart} />)}
        {data.added.length > 0 && <Months added={data.added} />}
      </div>
      <Files files={data.files} named="de l'évolution" />
    </section>
  )
}

const WIDE = 320, HIGH = 150

function Lines({ chart }) {
  const [near, setNear] = useState(null)
  const points = chart.series.flatMap((line) => line.points)
  if (!points.length) return null
  const first = Math.min(...points.map((point) => point.day)), last = Math.max(...points.map((point) => point.day))
  const top = chart.ticks[chart.ticks.length - 1][0]
  const x = (day) => (last === first ? WIDE / 2 : (WIDE * (day - first)) / (last - first))
  const y = (value) => HIGH - (HIGH * value) / top
  const days = [...new Set(points.map((point) => point.day))].sort((a, b) => a - b)
  const nearest = (event) => {
    const box = event.currentTarget.getBoundingClientRect()
    const day = first + ((event.clientX - box.left) / box.width) * (last - first)
    return days.reduce((best, one) => (Math.abs(one - day) < Math.abs(best - day) ? one : best))
  }
  const at = near ?? last
  const of = (line) => line.points.find((point) => point.day === at)
  const dated = chart.series.map(of).find(Boolean), opens = points.some((point) => point.act)
  const open = (event) => { // a finger comes without having moved
    const day = nearest(event)
    setNear(day)
    list(points.find((point) => point.day === day && point.act) || {})?.()
  }
  return (
    <figure className="mimi-panel" aria-label={chart.title}>
      <figcaption><strong>{chart.title}</strong></figcaption>
      <svg className="mimi-lines" viewBox={`-4 -12 ${WIDE + 8} ${HIGH + 30}`} role="img" aria-label={`${chart.title}, du ${points.find((p) => p.day === first).date} au ${points.find((p) => p.day === last).date}`} onPointerMove={(event) => setNear(nearest(event))} onPointerLeave={() => setNear(null)} onClick={opens ? open : undefined} data-opens={opens}>
        {chart.ticks.map(([value, words]) => (
          <g key={value} className="mimi-axis"><line x1="0" x2={WIDE} y1={y(value)} y2={y(value)} /><text x="0" y={y(value) - 2}>{words}</text></g>))}
        {daysOf(first, last).map((day, rank, all) => (
          <text key={day} className="mimi-day" x={x(day)} y={HIGH + 13} textAnchor={all.length === 1 ? "middle" : rank === 0 ? "start" : rank === all.length - 1 ? "end" : "middle"}>{dayText(day, last - first)}</text>))}
        <line x1={x(at)} x2={x(at)} y1="0" y2={HIGH} className="mimi-cursor" />
        {chart.series.map((line, rank) => (
          <g key={line.key} data-rank={rank}>
            <polyline points={line.points.map((point) => `${x(point.day)},${y(point.value)}`).join(" ")} />
            {of(line) && <circle cx={x(at)} cy={y(of(line).value)} r="4" />}
          </g>))}
      </svg>
      <p className="mimi-quiet" data-testid="line-date">{dated?.date}</p>
      <ul className="mimi-legend">{chart.series.map((line, rank) => <li key={line.key}><Counted point={of(line)} label={line.label}><i data-rank={rank} /><span>{line.label}</span><b>{of(line)?.shown ?? "—"}</b></Counted></li>)}</ul>
    </figure>
  )
}

// The figure of a day: a button where it has people to show.
function Counted({ point, label, children }) {
  if (!point?.act) return <p>{children}</p>
  return <button type="button" onClick={list(point)} title={`Voir la liste : ${label}, ${point.date}`}>{children}</button>
}

const FIRST_OF_1970 = 719163 // as days are counted here, from the year 1
const MANY_DAYS = 120

// Days written below the lines: the ends, and what stands evenly between.
function daysOf(first, last) {
  const count = Math.min(4, last - first + 1)
  return [...new Set([...Array(count)].map((_one, rank) => (count === 1 ? first : Math.round(first + (rank * (last - first)) / (count - 1)))))]
}

function dayText(day, span) {
  const told = span > MANY_DAYS ? { month: "short", year: "2-digit" } : { day: "numeric", month: "short" }
  return new Date((day - FIRST_OF_1970) * 86400000).toLocaleDateString("fr-FR", { ...told, timeZone: "UTC" })
}

const MONTHS = 12

function Months({ added }) {
  const most = Math.max(1, ...added.slice(-MONTHS).map((month) => month.value))
  return (
    <figure className="mimi-panel" aria-label="Prospects ajoutés par mois">
      <figcaption><strong>Prospects ajoutés par mois</strong></figcaption>
      <ol className="mimi-months">{added.slice(-MONTHS).map((month) => (
        <li key={month.label} title={`${month.label} : ${month.shown}`}>
          <small>{month.shown}</small><span style={{ height: `calc((100% - 3.4rem) * ${month.value / most})` }} /><em>{month.label.slice(0, 2)}<br />{month.label.slice(5)}</em>
        </li>))}
      </ol>
    </figure>
  )
}

function Files({ files, named }) {
  return (
    <p className="mimi-files">{Object.entries(files).map(([kind, url]) => (
      <a key={kind} href={url} download title={`Télécharger ${kind === "pdf" ? "le rapport" : "l'image"} ${named}`} data-testid={`file-${kind}`}><Download size={14} />{kind.toUpperCase()}</a>))}
    </p>
  )
}
