import { useEffect, useMemo, useRef, useState } from "react"
import { SheetHeader, SheetTitle } from "@/components/ui/sheet"

// A record beside its table: what its buttons do is asked, answered and shown here, and leaves no
// message in the conversation. A button that has only a sentence says it there (`leave`).
const HERE = ["act", "confirm", "form_submit", "form_cancel"]

function Panel({ id, leave, changed }) {
  const [shown, setShown] = useState(id)
  const [card, setCard] = useState(null)
  const [parts, setParts] = useState([])
  const [busy, setBusy] = useState(false)
  const top = useRef(null)
  const load = (wanted) => window.mimicom.callAction({ name: "card", payload: { prospect_id: wanted } })
    .then((result) => setCard(result.response || { ok: false }))
  useEffect(() => { load(shown) }, [shown])
  useEffect(() => { if (parts.length) top.current?.focus() }, [parts])

  // What the elements inside call: answers come back to the panel.
  const call = async (action) => {
    if (!HERE.includes(action.name)) return window.mimicom.callAction(action)
    setBusy(true)
    const result = await window.mimicom.callAction({ ...action, payload: { ...action.payload, panel: true } }).catch(() => ({}))
    setBusy(false)
    const answer = result.response
    if (answer?.parts?.length) show(answer.parts)
    else if (action.name === "act") setParts([{ text: answer?.error || "Cela n'a pas pu être fait. Réessayez.", elements: [] }])
    return result
  }
  const show = (told) => {
    const cards = told.flatMap((part) => part.elements).filter((one) => one.name === "Card")
    if (cards.length) {
      setShown(cards[0].props.prospect_id)
      load(cards[0].props.prospect_id)
      changed()
    }
    setParts(told.map((part) => ({ ...part, elements: part.elements.filter((one) => one.name !== "Card") })))
  }
  const doing = (button) => press(button, call, leave)
  return (
    <div className="mimi-record" data-testid="record" aria-busy={busy}>
      <SheetHeader><SheetTitle>{card?.title || (card && !card.ok ? "Fiche indisponible" : "Chargement…")}</SheetTitle></SheetHeader>
      {card && !card.ok && <p role="alert">{card.error || "La fiche n'a pas pu être chargée."}</p>}
      {card?.ok && <Actions actions={card.actions} press={doing} />}
      {parts.length > 0 && (
        <div className="mimi-answer" data-testid="panel-answer" role="status" tabIndex={-1} ref={top}>
          {parts.map((part, rank) => <Part key={rank} part={part} call={call} leave={leave} />)}
          {!parts.some((part) => part.elements.some((one) => one.name === "Form")) && <button type="button" className="mimi-more" onClick={() => setParts([])}>Masquer</button>}
        </div>)}
      {card?.ok && <Body card={card} />}
    </div>
  )
}

function Part({ part, call, leave }) {
  const form = part.elements.some((one) => one.name === "Form") // it says itself what it asks
  return (
    <>
      {part.text && !form && <Said text={part.text} />}
      {part.elements.map((one) => <Inside key={JSON.stringify(one)} one={one} call={call} leave={leave} />)}
    </>
  )
}

function Inside({ one, call, leave }) {
  const Made = useMemo(() => window.mimicom.make(one.name, one.props, call, leave), [one])
  return <Made />
}

// The little Markdown that answers use: lists, strong and emphasised words, escaped signs.
function Said({ text }) {
  const blocks = []
  for (const line of text.split("\n").filter((one) => one.trim())) {
    const item = /^\s*(?:-|\d+\.)\s+(.*)$/.exec(line)
    if (!item) blocks.push(line)
    else if (Array.isArray(blocks.at(-1))) blocks.at(-1).push(item[1])
    else blocks.push([item[1]])
  }
  return <>{blocks.map((block, rank) => (Array.isArray(block)
    ? <ul key={rank}>{block.map((item, place) => <li key={place}>{words(item)}</li>)}</ul>
    : <p key={rank}>{words(block)}</p>))}</>
}

function words(line) {
  const marks = [], open = { strong: false, em: false }
  let said = ""
  const end = () => {
    if (!said) return
    const inner = open.em ? <em>{said}</em> : said
    marks.push(<span key={marks.length}>{open.strong ? <strong>{inner}</strong> : inner}</span>)
    said = ""
  }
  for (const [sign] of line.matchAll(/\\.|\*\*|_|`|[^\\*_`]+|[\\*]/g)) {
    if (sign === "**") { end(); open.strong = !open.strong }
    else if (sign === "_") { end(); open.em = !open.em }
    else if (sign !== "`") said += sign.length === 2 && sign[0] === "\\" ? sign[1] : sign
  }
  end()
  return marks
}
