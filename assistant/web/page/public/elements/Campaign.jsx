import { useEffect, useState } from "react"
import { Check, X } from "lucide-react"
import { Button } from "@/components/ui/button"

const POLL_MS = 1500

// A campaign as it is now: its brief, who is left out and why, how far its send is, what can be done.
export default function Campaign() {
  const [shown, setShown] = useState(null)
  useEffect(() => {
    let timer = null
    let alive = true
    const load = () => callAction({ name: "campaign", payload: { campaign_id: props.campaign_id } }).then((result) => {
      if (!alive) return
      const answer = result.response || { ok: false }
      setShown(answer)
      if (answer.live) timer = setTimeout(load, POLL_MS)
    })
    load()
    return () => { alive = false; clearTimeout(timer) }
  }, [])
  if (!shown) return <p className="mimi-quiet" aria-busy="true">Chargement de la campagne…</p>
  if (!shown.ok) return <p role="alert">{shown.error || "La campagne n'a pas pu être chargée."}</p>
  const go = (one) => press(one, callAction, sendUserMessage)
  const steps = shown.steps.length > 0 && shown.steps.some(([, done]) => !done)
  return (
    <section className="mimi-card mimi-campaign" data-testid="campaign" data-state={shown.state} aria-label={shown.name}>
      <h3>{shown.name} <span className="mimi-state" data-tone={shown.tone}>{shown.state}</span></h3>
      {shown.note && <p className="mimi-campaign-note" data-tone={shown.tone}>{shown.note}</p>}
      {shown.progress && <Bar progress={shown.progress} name={shown.name} />}
      <dl className="mimi-fields">{shown.lines.map((line, rank) => (
        <div key={rank}><dt>{line.label}</dt><dd>{line.value}{line.deed && <button type="button" className="mimi-more" title={line.deed.say} onClick={() => go(line.deed)}>{line.deed.label}</button>}</dd></div>))}
      </dl>
      {shown.conditions.length > 0 && <ul className="mimi-chips">{shown.conditions.map((one) => (
        <li key={one.label}><span>{one.label}</span><button type="button" aria-label={`Retirer : ${one.label}`} title={`Retirer : ${one.label}`} onClick={() => go(one)}><X size={14} /></button></li>))}
      </ul>}
      {shown.counts.length > 0 && <Counts title="Où en sont les mails" counts={shown.counts} go={go} />}
      {shown.left_out.length > 0 && <Counts title="Ne recevront pas de mail" counts={shown.left_out} go={go} />}
      {steps && <section aria-label="Prochaines étapes"><h4>Prochaines étapes</h4>
        <ol className="mimi-steps">{shown.steps.map(([words, done]) => (
          <li key={words} data-done={done}>{done ? <Check size={15} aria-label="fait" /> : <i />}{words}</li>))}
        </ol></section>}
      {shown.hint && <p className="mimi-quiet">{shown.hint}</p>}
      <div className="mimi-choices">{shown.deeds.map((one) => (
        <Button key={one.label} size="sm" variant={one.first ? "default" : "outline"} title={one.say} onClick={() => go(one)}>{one.label}</Button>))}
      </div>
    </section>
  )
}

function Bar({ progress, name }) {
  const percent = progress.total ? Math.round((100 * progress.done) / progress.total) : 0
  return (
    <div className="mimi-progress mimi-inner">
      <div role="progressbar" aria-valuenow={percent} aria-valuemin={0} aria-valuemax={100} aria-label={`Envoi de ${name}`}><span style={{ width: `${percent}%` }} /></div>
      <p className="mimi-quiet">{progress.words}</p>
    </div>
  )
}

function Counts({ title, counts, go }) {
  return (
    <section aria-label={title}>
      <h4>{title}</h4>
      <ul className="mimi-counts">{counts.map((one) => (
        <li key={one.label}><button type="button" title={one.rule || one.say} onClick={() => go(one)}><b>{one.shown}</b> {one.label}</button></li>))}
      </ul>
    </section>
  )
}
