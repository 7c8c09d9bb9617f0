import { useEffect, useRef, useState } from "react"
import { Button } from "@/components/ui/button"

const CLOSED = { done: "C'est fait", cancelled: "Annulé", expired: "Ce formulaire n'est plus valable. Refaites votre demande." }
const UNSENT = "Le formulaire n'a pas pu être envoyé. Rien de ce que vous avez écrit n'est perdu : réessayez."
const HALF_A_DATE = "Cette date n'est pas complète : indiquez le jour, le mois et l'année."
const YES_NO = [["oui", "Oui"], ["non", "Non"]]
// The page builds elements anew when it likes: what was typed outlives that, in this tab's memory.
const drafts = (window.mimiDrafts = window.mimiDrafts || {})
const MODES = { number: "numeric", tel: "tel", url: "url", email: "email" }

export default function Form() {
  const draft = drafts[props.form_id]
  const [form, setForm] = useState(draft?.form || null)
  const [values, setValues] = useState(draft?.values || {})
  const [problems, setProblems] = useState(draft?.problems || {})
  const [failure, setFailure] = useState(null)
  const [sending, setSending] = useState(false)
  const [tries, setTries] = useState(0)
  const box = useRef(null)

  const ask = async (name, more) => {
    try {
      return (await callAction({ name, payload: { form_id: props.form_id, ...more } })).response || { ok: false }
    } catch {
      return { ok: false }
    }
  }
  const settle = async (usual) => {
    const { state = usual } = await ask("pending", { pending_id: props.form_id })
    setForm((before) => ({ ...before, state }))
  }
  useEffect(() => {
    // Loaded once: what it is compared with, when it is sent, is what was shown when it was filled in.
    if (draft) { settle("open"); return }
    ask("form").then((loaded) => {
      setForm(loaded)
      if (!loaded.ok) return
      setValues(Object.fromEntries(loaded.fields.map((field) => [field.name, field.value || ""])))
      setProblems(Object.fromEntries(loaded.fields.filter((field) => field.problem).map((field) => [field.name, field.problem])))
    })
  }, [])
  useEffect(() => {
    if (form?.state === "open") drafts[props.form_id] = { form, values, problems }
    else delete drafts[props.form_id]
  }, [form, values, problems])
  useEffect(() => {
    if (tries) (box.current?.querySelector('[aria-invalid="true"]') || box.current?.querySelector('[role="alert"]'))?.focus()
  }, [tries])

  const change = (name, value) => {
    setValues((before) => ({ ...before, [name]: value }))
    setProblems(({ [name]: _gone, ...others }) => others)
  }
  const refuse = (found, told) => {
    setProblems(found)
    setFailure(told)
    setSending(false)
    setTries((before) => before + 1)
  }
  const end = async (usual) => {
    await settle(usual)
    setSending(false)
  }
  const submit = async (event) => {
    event.preventDefault()
    if (sending) return
    // The browser gives no value for half a date: sent as it is, it would erase the date.
    const halves = [...event.currentTarget.elements].filter((input) => input.validity?.badInput)
    if (halves.length) return refuse(Object.fromEntries(halves.map((input) => [input.name, HALF_A_DATE])), null)
    setSending(true)
    setFailure(null)
    const answer = await ask("form_submit", { values })
    const found = answer.problems || {}
    if (answer.ok) { setProblems({}); await end("done") }
    else refuse(found, answer.error || (Object.keys(found).length ? null : UNSENT))
  }
  const cancel = async () => {
    setSending(true)
    setFailure(null)
    const answer = await ask("form_cancel")
    if (answer.ok) await end("cancelled")
    else refuse(problems, answer.error || UNSENT)
  }

  if (!form) return <p className="mimi-quiet" aria-busy="true">Chargement du formulaire…</p>
  if (!form.ok) return <p role="alert">{form.error || "Le formulaire n'a pas pu être chargé. Rechargez la page."}</p>
  if (CLOSED[form.state]) return (
    <section className="mimi-form" data-testid="form" data-state={form.state} aria-label={props.title}>
      <h3>{props.title}</h3>
      <p className="mimi-quiet" role="status">{CLOSED[form.state]}</p>
    </section>
  )
  const groups = [...new Set(form.fields.map((field) => field.group))]
  const named = new Set(form.fields.map((field) => field.name))
  // What is wrong with no field in particular, and with fields that the form does not show.
  const general = [failure, ...Object.keys(problems).filter((name) => !named.has(name)).map((name) => problems[name])].filter(Boolean)
  const faulty = Object.keys(problems).filter((name) => named.has(name)).length
  return (
    <form className="mimi-form" data-testid="form" data-state={form.state} aria-label={props.title} aria-busy={sending} ref={box} onSubmit={submit} noValidate autoComplete="off">
      <h3>{props.title}</h3>
      {form.fields.some((field) => field.required) && <p className="mimi-quiet"><span className="mimi-star" aria-hidden="true">*</span> obligatoire</p>}
      <fieldset className="mimi-whole" disabled={sending}>
        {groups.map((group) => (
          <fieldset key={group}>
            <legend>{group}</legend>
            <div className="mimi-grid">{form.fields.filter((field) => field.group === group).map((field) => (
              <Field key={field.name} field={field} value={values[field.name] ?? ""} problem={problems[field.name]} onChange={(value) => change(field.name, value)} />))}
            </div>
          </fieldset>))}
      </fieldset>
      {(general.length > 0 || faulty > 0) && <div role="alert" tabIndex={-1} className="mimi-problem">
        {general.map((told) => <p key={told}>{told}</p>)}
        {faulty > 0 && <p>{faulty > 1 ? `${faulty} champs sont à corriger.` : "Un champ est à corriger."} Rien n'a été enregistré.</p>}
      </div>}
      <div className="mimi-choices">
        <Button type="submit" size="sm" disabled={sending}>{sending ? "Un instant…" : props.submit}</Button>
        <Button type="button" size="sm" variant="outline" disabled={sending} onClick={cancel}>{props.cancel}</Button>
      </div>
    </form>
  )
}

function Field({ field, value, problem, onChange }) {
  const id = `${props.form_id}-${field.name}`
  const told = [field.help && `${id}-help`, problem && `${id}-problem`].filter(Boolean).join(" ")
  const common = {
    id, name: field.name, value, onChange: (event) => onChange(event.target.value), "aria-required": field.required,
    "aria-invalid": Boolean(problem), "aria-describedby": told || undefined,
  }
  return (
    <div className="mimi-field" data-kind={field.kind} data-name={field.name}>
      {field.picture && <img className="mimi-qr" src={field.picture} alt="Carré à lire avec l'application de codes" />}
      <label htmlFor={id}>{field.label}{field.required && <span className="mimi-star" aria-hidden="true"> *</span>}</label>
      <Input field={field} common={common} />
      {field.help && <small id={`${id}-help`}>{field.help}</small>}
      {problem && <p id={`${id}-problem`} className="mimi-problem">{problem}</p>}
    </div>
  )
}

function Input({ field, common }) {
  if (field.kind === "long") return <textarea rows={3} {...common} />
  if (field.kind === "check") {
    const { value, onChange, ...box } = common
    return <input type="checkbox" checked={value === "oui"} onChange={(event) => onChange({ target: { value: event.target.checked ? "oui" : "non" } })} {...box} />
  }
  if (["choice", "yesno", "pick"].includes(field.kind)) {
    // A pick always has a value: there is nothing to leave empty.
    const choices = field.kind === "pick" ? field.choices : options(field, common.value)
    return <select {...common}>{choices.map(([key, label]) => <option key={key} value={key}>{label}</option>)}</select>
  }
  // A number is typed as text: a number's own input would lose what it can't read, as '1 200'.
  const type = field.kind === "number" ? "text" : field.kind
  return <>
    <input type={type} inputMode={MODES[field.kind]} autoComplete={field.autocomplete || "off"} {...common} />
    {field.measured && <Strength password={common.value} known={field.known} />}
  </>
}

// Measured here: nothing that is half typed is sent.
function Strength({ password, known }) {
  const [ready, setReady] = useState(Boolean(window.mimiStrength))
  useEffect(() => {
    if (ready) return
    const script = Object.assign(document.createElement("script"), { src: "/public/strength.js", onload: () => setReady(true) })
    document.head.append(script)
  }, [])
  if (!ready || !password) return null
  const score = window.mimiStrength.score(password, known)
  return <div className="mimi-strength" data-testid="strength" data-score={score}>
    <meter min="0" max="4" low="2" high="3" optimum="4" value={score} aria-hidden="true" />
    <small role="status">Mot de passe {window.mimiStrength.label(password, known)}</small>
  </div>
}

// Whatever the value is, it has its choice: a select would show, and send, another one.
function options(field, value) {
  const given = field.choices?.length ? field.choices : field.kind === "yesno" ? YES_NO : []
  const none = ["", field.kind === "yesno" ? "On ne sait pas" : field.required ? "Choisissez…" : "Non renseigné"]
  const all = given.some(([key]) => key === "") ? given : [none, ...given]
  return value === "" || all.some(([key]) => key === value) ? all : [...all, [value, value]]
}
